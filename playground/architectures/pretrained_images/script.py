"""A published model of pictures as code of its own: ViT or ResNet, as large as its folder says."""

from __future__ import annotations

from playground.architectures.pretrained_images.checkpoint import kernels
from playground.architectures.pretrained_images.settings import PretrainedImagesSettings, strides_at
from playground.blocks.script import attention
from playground.blocks.script.sections import Section, block, fill
from playground.corpora.published.vision import Encoder, Residual, Vision
from playground.data.shapes import ClassTarget, DataShape

CLASS = "Model"
IMPORTS = attention.IMPORTS

NORMALISED = """
    # pixels as the model was published with
    self.register_buffer("mean", torch.tensor($mean).view(-1, 1, 1))
    self.register_buffer("spread", torch.tensor($spread).view(-1, 1, 1))
"""
PATCHES = '''
    class Patches(nn.Module):
        """Pictures (B, $channels, $size, $size) → a vector for the whole, then one a patch (B, $steps, $width)."""

        def __init__(self) -> None:
            super().__init__()
            self.patches = nn.Conv2d($channels, $width, $patch, stride=$patch)
            self.token = nn.Parameter(torch.zeros(1, 1, $width))
            self.positions = nn.Parameter(torch.zeros(1, $steps, $width))

        def forward(self, x: Tensor) -> Tensor:
            steps = self.patches(x).flatten(2).transpose(1, 2)
            return torch.cat([self.token.expand(len(x), -1, -1), steps], dim=1) + self.positions
'''
VIT_BLOCKS = '''
    class MLP(nn.Module):
        """W₂ f(W₁ x + b₁) + b₂ at each step, through $inner units."""

        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear($width, $inner)
            self.second = nn.Linear($inner, $width)

        def forward(self, x: Tensor) -> Tensor:
            return self.second($active)


    class Block(nn.Module):
        """Self-attention and MLP, each added to the residual stream (B, T, $width)."""

        def __init__(self) -> None:
            super().__init__()
            self.attention_norm = nn.LayerNorm($width, eps=$epsilon)
            self.attention = Attention()
            self.mlp_norm = nn.LayerNorm($width, eps=$epsilon)
            self.mlp = MLP()

        def forward(self, x: Tensor) -> Tensor:
            x = x + self.attention(self.attention_norm(x))
            return x + self.mlp(self.mlp_norm(x))
'''
VIT = '''
    class Model(nn.Module):
        """Pictures (B, $channels, $size, $size) → logits (B, $classes)."""

        def __init__(self) -> None:
            super().__init__()
            $normalised
            self.embedding = Patches()
            self.blocks = nn.ModuleList(Block() for _ in range($depth))
            self.norm = nn.LayerNorm($width, eps=$epsilon)
            self.output = nn.Linear($width, $classes)

        def forward(self, x: Tensor) -> Tensor:
            x = self.embedding((x - self.mean) / self.spread)
            for block in self.blocks:
                x = block(x)
            return self.output(self.norm(x)[:, 0])  # read off the vector for the whole
'''
RESNET_BLOCKS = '''
    class Unit(nn.Module):
        """Convolution, batch norm and, inside a block, ReLU: (B, C, H, W) → (B, K, H′, W′)."""

        def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, active: bool) -> None:
            super().__init__()
            self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
            self.norm = nn.BatchNorm2d(outputs)
            self.active = active

        def forward(self, x: Tensor) -> Tensor:
            x = self.norm(self.convolution(x))
            return F.relu(x) if self.active else x


    class Block(nn.Module):
        """relu(units(x) + x); where the shapes differ, x is brought to that of the units."""

        def __init__(self, inputs: int, outputs: int, stride: int) -> None:
            super().__init__()
            $narrow
            units = [
                $units
            ]
            self.count = len(units)
            for number, unit in enumerate(units):
                self.add_module(str(number), unit)
            changed = inputs != outputs or stride > 1
            self.shortcut = Unit(inputs, outputs, 1, stride, active=False) if changed else None

        def forward(self, x: Tensor) -> Tensor:
            y = x
            for number in range(self.count):
                y = self.get_submodule(str(number))(y)
            return F.relu(y + (x if self.shortcut is None else self.shortcut(x)))
'''
RESNET = '''
    class Model(nn.Module):
        """Pictures (B, $channels, H, W) → logits (B, $classes)."""

        def __init__(self) -> None:
            super().__init__()
            $normalised
            self.stem = Unit($channels, $stem, 7, 2, active=True)
            self.stages = nn.ModuleList([
                $stages
            ])
            self.output = nn.Linear($last, $classes)

        def forward(self, x: Tensor) -> Tensor:
            x = F.max_pool2d(self.stem((x - self.mean) / self.spread), 3, 2, 1)
            for stage in self.stages:
                for block in stage:
                    x = block(x)
            return self.output(x.mean(dim=(2, 3)))  # of each last map its mean
'''
CUT = (
    "A convolution as large as its stride turns each patch into a vector (arXiv 2010.11929). One more vector, for the "
    "whole, is put before them, and to each is added one for its position."
)
PRE = "Each block adds what attention and an MLP make of the normed stream (arXiv 2010.11929)."
PAST = """
What the convolutions of a block make of x is added to x (arXiv 1512.03385). Batch norm brings each channel to its
running mean μ and variance σ² (those of the batch, in training):

    y = γ (x − μ) / √(σ² + ε) + β
"""


def sections(settings: PretrainedImagesSettings, data: DataShape) -> list[Section]:
    """Patches or convolutions, blocks and the model. Raises SettingsError where its folder is not in order."""
    vision = settings.vision()
    assert isinstance(data.targets, ClassTarget)
    classes = len(data.targets.labels)
    return _vit(vision, vision.body, classes) if isinstance(vision.body, Encoder) else _resnet(
        vision, vision.body, classes)  # fmt: skip


def _normalised(vision: Vision) -> str:
    return fill(NORMALISED, mean=list(vision.mean), spread=list(vision.spread))


def _vit(vision: Vision, body: Encoder, classes: int) -> list[Section]:
    sizes = {"channels": vision.channels, "size": body.size, "width": body.width, "epsilon": body.epsilon}
    patches = fill(PATCHES, patch=body.patch, steps=body.patches + 1, **sizes)
    active = attention.ACTIVATIONS[body.activation].replace("$layer", "first")
    blocks = fill(VIT_BLOCKS, inner=body.inner, active=active, **sizes)
    whole = fill(VIT, normalised=_normalised(vision), depth=body.depth, classes=classes, **sizes)
    return [
        Section("Patches become vectors", CUT, patches),
        attention.attention(body.width, body.heads, True, 0.0, masked=False, memory=False),
        Section("Blocks", PRE, blocks), Section("The model", "", whole),
    ]  # fmt: skip


def _resnet(vision: Vision, body: Residual, classes: int) -> list[Section]:
    inputs, stages = body.stem, []
    for stage in body.stages:
        first = f"Block({inputs}, {stage.channels}, {stage.stride})"
        more = f"*(Block({stage.channels}, {stage.channels}, 1) for _ in range({stage.blocks - 1}))"
        stages.append(f"nn.ModuleList([{first}{f', {more}' if stage.blocks > 1 else ''}]),")
        inputs = stage.channels
    whole = fill(
        RESNET, channels=vision.channels, classes=classes, normalised=_normalised(vision), stem=body.stem,
        stages=block(stages), last=inputs,
    )  # fmt: skip
    return [Section("Blocks", PAST, fill(RESNET_BLOCKS, **_units(body))), Section("The model", "", whole)]


def _units(body: Residual) -> dict[str, str]:
    """The convolutions of a block, for any number of channels."""
    sides = [side for _, _, side in kernels(body, 4, 4)]
    widths = ["inputs", *(["narrow", "narrow"] if body.bottleneck else ["outputs"]), "outputs"]
    units = [
        f"Unit({widths[number]}, {widths[number + 1]}, {side}, {'stride' if number == strides_at(body) else 1}, "
        f"active={number < len(sides) - 1}),"
        for number, side in enumerate(sides)
    ]
    return {"narrow": "narrow = outputs // 4" if body.bottleneck else "", "units": block(units)}

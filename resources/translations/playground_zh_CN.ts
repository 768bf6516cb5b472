<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断信息</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>使用了</translation>
    </message>
    <message>
        <source>Sample data</source>
        <translation>示例数据</translation>
    </message>
    <message>
        <source>Train neural architectures live, look inside, explain every number. MIT licence.</source>
        <translation>现场训练神经网络架构，观察内部，解释每一个数。MIT 许可证。</translation>
    </message>
    <message>
        <source>Versions, licences and diagnostics</source>
        <translation>版本、许可证和诊断信息</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>A panel, or all, over the recorded training</source>
        <translation>一个或所有面板在已记录训练过程中的变化</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>All visible panels in their places</source>
        <translation>所有可见面板，按原来的位置</translation>
    </message>
    <message>
        <source>All visible panels, together</source>
        <translation>所有可见面板，合为一张</translation>
    </message>
    <message>
        <source>As large as it was at first</source>
        <translation>恢复最初大小</translation>
    </message>
    <message>
        <source>Choose an architecture and a task that fits it</source>
        <translation>选择一种架构和适合它的任务</translation>
    </message>
    <message>
        <source>Clear the pictures for a fresh start</source>
        <translation>清空图像，重新开始</translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation>关闭程序</translation>
    </message>
    <message>
        <source>Collect pictures or sounds …</source>
        <translation>采集图片或声音 …</translation>
    </message>
    <message>
        <source>Command palette …</source>
        <translation>命令面板 …</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Copy picture of the window</source>
        <translation>复制窗口图片</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Default layout</source>
        <translation>默认布局</translation>
    </message>
    <message>
        <source>Each visible panel as a picture of its own</source>
        <translation>每个可见面板各存一张图片</translation>
    </message>
    <message>
        <source>End the run; it stays recorded</source>
        <translation>结束运行；记录会保留</translation>
    </message>
    <message>
        <source>Every key on one sheet</source>
        <translation>所有按键，一页看全</translation>
    </message>
    <message>
        <source>Everything larger</source>
        <translation>整体放大</translation>
    </message>
    <message>
        <source>Everything smaller</source>
        <translation>整体缩小</translation>
    </message>
    <message>
        <source>Experiment column</source>
        <translation>实验栏</translation>
    </message>
    <message>
        <source>Explain the next step</source>
        <translation>解释下一步</translation>
    </message>
    <message>
        <source>Export weights and code …</source>
        <translation>导出权重和代码 …</translation>
    </message>
    <message>
        <source>Extend to {0} steps</source>
        <translation>延长到 {0} 步</translation>
    </message>
    <message>
        <source>Find a command, a panel or a preset by its name</source>
        <translation>按名称查找命令、面板或预设</translation>
    </message>
    <message>
        <source>Fold the column of presets and setup away, or not</source>
        <translation>收起或展开预设与设置一栏</translation>
    </message>
    <message>
        <source>Forward, loss, backward and update of one weight</source>
        <translation>一个权重的前向、损失、反向和更新</translation>
    </message>
    <message>
        <source>Go on with the run that has ended</source>
        <translation>接着已结束的运行继续</translation>
    </message>
    <message>
        <source>Hold after the current step</source>
        <translation>当前步之后暂停</translation>
    </message>
    <message>
        <source>Import weights …</source>
        <translation>导入权重 …</translation>
    </message>
    <message>
        <source>In the queue, with this seed and the next four: how much of the result is luck?</source>
        <translation>在队列中，用这个种子和接下来的四个：结果中有多少是运气？</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Language, theme, type size and recordings</source>
        <translation>语言、主题、字号与记录</translation>
    </message>
    <message>
        <source>Larger type</source>
        <translation>放大字号</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Look at a folder with a folder of pictures or sounds for each class, and set up an experiment</source>
        <translation>查看一个每类各有图片或声音文件夹的文件夹，并建立实验</translation>
    </message>
    <message>
        <source>Look at a series, rows with classes, a text or pairs of sentences, and set up an experiment</source>
        <translation>查看序列、带类别的行、文本或句子对，并建立实验</translation>
    </message>
    <message>
        <source>Model of your own …</source>
        <translation>自己的模型 …</translation>
    </message>
    <message>
        <source>New experiment …</source>
        <translation>新建实验 …</translation>
    </message>
    <message>
        <source>One epoch</source>
        <translation>一个轮次</translation>
    </message>
    <message>
        <source>Open a preset or a recording</source>
        <translation>打开预设或运行记录</translation>
    </message>
    <message>
        <source>Open …</source>
        <translation>打开 …</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pictures or sounds of your own …</source>
        <translation>自己的图片或声音 …</translation>
    </message>
    <message>
        <source>Pictures, animation, weights, code, a handout and the recording in one file</source>
        <translation>图像、动画、权重、代码、讲义和运行记录，合为一个文件</translation>
    </message>
    <message>
        <source>Preferences …</source>
        <translation>首选项 …</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Put all panels back in their places</source>
        <translation>把所有面板放回原位</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Race …</source>
        <translation>竞赛 …</translation>
    </message>
    <message>
        <source>Record classes with the camera or the microphone, and set up an experiment</source>
        <translation>用摄像头或麦克风录制各个类别，并建立实验</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo the edit</source>
        <translation>重做这次修改</translation>
    </message>
    <message>
        <source>Replace an engine that no longer answers; the run ends</source>
        <translation>更换不再响应的引擎；运行随之结束</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Restart engine</source>
        <translation>重启引擎</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Resume from step {0}</source>
        <translation>从第 {0} 步恢复</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Save all panels …</source>
        <translation>保存所有面板 …</translation>
    </message>
    <message>
        <source>Save animation …</source>
        <translation>保存动画 …</translation>
    </message>
    <message>
        <source>Save experiment …</source>
        <translation>保存实验 …</translation>
    </message>
    <message>
        <source>Save lecture pack …</source>
        <translation>保存课件包 …</translation>
    </message>
    <message>
        <source>Save picture of the window …</source>
        <translation>保存窗口图片 …</translation>
    </message>
    <message>
        <source>Save this run&apos;s weights, its model as ONNX, or both as a script or notebook of their own</source>
        <translation>保存本次运行的权重、ONNX 模型，或把二者存为独立的脚本或笔记本</translation>
    </message>
    <message>
        <source>Smaller type</source>
        <translation>缩小字号</translation>
    </message>
    <message>
        <source>Start a new run from a .safetensors or .pt file</source>
        <translation>用 .safetensors 或 .pt 文件开始新的运行</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>在浅色与深色之间切换</translation>
    </message>
    <message>
        <source>Table or text of your own …</source>
        <translation>自己的表格或文本 …</translation>
    </message>
    <message>
        <source>Take back the newest change in force</source>
        <translation>撤回最近一项生效的改动</translation>
    </message>
    <message>
        <source>Take one training step, then hold</source>
        <translation>训练一步，然后暂停</translation>
    </message>
    <message>
        <source>Take the steps that show every training example once, then hold</source>
        <translation>把每个训练样本用一遍，然后暂停</translation>
    </message>
    <message>
        <source>The experiment, with the words and scenes of its lesson, as one file</source>
        <translation>把实验连同课程的文字和场景存为一个文件</translation>
    </message>
    <message>
        <source>The lesson in the window, scene by scene</source>
        <translation>在窗口中逐幕讲授课程</translation>
    </message>
    <message>
        <source>The lesson, or the panels alone, on the whole screen</source>
        <translation>全屏显示课程，或只显示面板</translation>
    </message>
    <message>
        <source>Train the experiment, or go on after a pause</source>
        <translation>训练实验，或在暂停后继续</translation>
    </message>
    <message>
        <source>Train this experiment later, beside this window and also after it closes</source>
        <translation>稍后训练这个实验：在本窗口之外进行，窗口关闭后也继续</translation>
    </message>
    <message>
        <source>Train with five seeds</source>
        <translation>用五个种子训练</translation>
    </message>
    <message>
        <source>Try a Python file that defines a model, and set up an experiment with it</source>
        <translation>试运行一个定义了模型的 Python 文件，并用它建立实验</translation>
    </message>
    <message>
        <source>Two experiments on the same batches, step by step</source>
        <translation>两个实验用相同的批次逐步对比</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo the last edit</source>
        <translation>撤销上一次修改</translation>
    </message>
    <message>
        <source>Undo the last intervention</source>
        <translation>撤销上一次干预</translation>
    </message>
    <message>
        <source>Usual type size</source>
        <translation>默认字号</translation>
    </message>
    <message>
        <source>Versions, licences, diagnostics to copy</source>
        <translation>版本、许可证和可复制的诊断信息</translation>
    </message>
    <message>
        <source>What to drop on the window, how files have to lie, and the commands for it</source>
        <translation>把什么拖到窗口上、文件怎样存放，以及对应的命令</translation>
    </message>
    <message>
        <source>Your data, your model</source>
        <translation>自己的数据，自己的模型</translation>
    </message>
</context>
<context>
    <name>AnimationDialog</name>
    <message>
        <source>All visible panels</source>
        <translation>所有可见面板</translation>
    </message>
    <message>
        <source>As on the screen</source>
        <translation>与屏幕相同</translation>
    </message>
    <message>
        <source>As the window</source>
        <translation>与窗口相同</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>From step</source>
        <translation>起始步</translation>
    </message>
    <message>
        <source>How it is computed: {0}</source>
        <translation>如何算出：{0}</translation>
    </message>
    <message>
        <source>Lecture slide, 16:9</source>
        <translation>课堂幻灯片，16:9</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Nothing was recorded between these steps.</source>
        <translation>这些步之间没有记录。</translation>
    </message>
    <message>
        <source>Paper, column of 84 mm</source>
        <translation>论文单栏，84 毫米</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Save animation</source>
        <translation>保存动画</translation>
    </message>
    <message>
        <source>Save …</source>
        <translation>保存 …</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Snapshots at most</source>
        <translation>最多快照数</translation>
    </message>
    <message>
        <source>Snapshots per second</source>
        <translation>每秒快照数</translation>
    </message>
    <message>
        <source>Until step</source>
        <translation>结束步</translation>
    </message>
    <message>
        <source>{0} cells, {1} s</source>
        <translation>{0} 个单元格，{1} 秒</translation>
    </message>
    <message>
        <source>{0} snapshots, {1} s</source>
        <translation>{0} 个快照，{1} 秒</translation>
    </message>
</context>
<context>
    <name>Answers</name>
    <message>
        <source>cut off</source>
        <translation>已截去</translation>
    </message>
    <message>
        <source>true class</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>… {0} more</source>
        <translation>…… 另有 {0} 类</translation>
    </message>
</context>
<context>
    <name>AttentionPanel</name>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
</context>
<context>
    <name>AttentionText</name>
    <message>
        <source>average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation>头 {0}</translation>
    </message>
    <message>
        <source>layer {0}</source>
        <translation>第 {0} 层</translation>
    </message>
    <message>
        <source>{0} looks at {1}</source>
        <translation>{0} 看 {1}</translation>
    </message>
    <message>
        <source>{0} may not look at {1}</source>
        <translation>{0} 不能看 {1}</translation>
    </message>
</context>
<context>
    <name>AttributionChoice</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Size or layer</source>
        <translation>大小或层</translation>
    </message>
</context>
<context>
    <name>AttributionPanel</name>
    <message>
        <source>Answer {0}: {1}</source>
        <translation>答案 {0}：{1}</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>归因</translation>
    </message>
</context>
<context>
    <name>AttributionText</name>
    <message>
        <source>Attention rollout</source>
        <translation>注意力展开</translation>
    </message>
    <message>
        <source>Attention × gradient</source>
        <translation>注意力 × 梯度</translation>
    </message>
    <message>
        <source>Completeness: the sum is {0}, f(x) − f(baseline) is {1}; the difference is {2}.</source>
        <translation>完备性：总和为 {0}，f(x) − f(基线) 为 {1}；相差 {2}。</translation>
    </message>
    <message>
        <source>Each cell is ReLU(Σ α · A) over the channels of {0}; f(x) is {1}.</source>
        <translation>每一格是 {0} 各通道的 ReLU(Σ α · A)；f(x) 为 {1}。</translation>
    </message>
    <message>
        <source>Each cell is one forward pass with a part covered, {0} in all; f(x) is {1}.</source>
        <translation>每一格是遮住一部分后的一次前向传播，共 {0} 次；f(x) 为 {1}。</translation>
    </message>
    <message>
        <source>Gradient × input</source>
        <translation>梯度 × 输入</translation>
    </message>
    <message>
        <source>Integrated gradients</source>
        <translation>积分梯度</translation>
    </message>
    <message>
        <source>Occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Only what raises the score is followed; nothing says what it must add up to.</source>
        <translation>只追踪使得分升高的部分；没有规定它们的总和应为多少。</translation>
    </message>
    <message>
        <source>The two halves of {0} noisy samples agree with a correlation of {1}.</source>
        <translation>{0} 个加噪样本的两半彼此一致，相关系数为 {1}。</translation>
    </message>
    <message>
        <source>What comes from all inputs adds up to {0}.</source>
        <translation>来自所有输入的部分合计为 {0}。</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>feature</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>for the answer</source>
        <translation>针对模型的答案</translation>
    </message>
    <message>
        <source>for the true class</source>
        <translation>针对真实类别</translation>
    </message>
    <message>
        <source>for {0}</source>
        <translation>针对 {0}</translation>
    </message>
    <message>
        <source>step of the sequence</source>
        <translation>序列的步</translation>
    </message>
    <message>
        <source>step of the source</source>
        <translation>源序列的步</translation>
    </message>
    <message>
        <source>{0} long</source>
        <translation>长度 {0}</translation>
    </message>
</context>
<context>
    <name>CalibrationPanel</name>
    <message>
        <source>Calibration</source>
        <translation>校准</translation>
    </message>
    <message>
        <source>Fit T</source>
        <translation>拟合 T</translation>
    </message>
    <message>
        <source>T = {0} · loss {1} · ECE in {2} bins of {3} answers</source>
        <translation>T = {0} · 损失 {1} · ECE（{2} 个区间，{3} 个回答）</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Temperature: logits are divided by it before the softmax</source>
        <translation>温度：softmax 之前 logit 除以它</translation>
    </message>
    <message>
        <source>The temperature with the smallest loss on the validation part; without one on these test examples, which flatters it a little</source>
        <translation>使验证部分损失最小的温度；没有验证部分时用这些测试样本，结果会略显乐观</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>as sure as right</source>
        <translation>置信度与正确率一致</translation>
    </message>
    <message>
        <source>confidence (largest probability)</source>
        <translation>置信度（最大概率）</translation>
    </message>
    <message>
        <source>gap to the confidence</source>
        <translation>与置信度之差</translation>
    </message>
</context>
<context>
    <name>CanaryPanel</name>
    <message>
        <source>Canary</source>
        <translation>金丝雀</translation>
    </message>
    <message>
        <source>This run has no canary: the setting of this name puts one into a text of characters.</source>
        <translation>此次运行没有金丝雀：“金丝雀”设置可把一个放进字符任务的文本。</translation>
    </message>
    <message>
        <source>all secrets of this form</source>
        <translation>所有这种形式的秘密</translation>
    </message>
    <message>
        <source>exposure (bits)</source>
        <translation>暴露度（比特）</translation>
    </message>
    <message>
        <source>likeliest after “{0}”</source>
        <translation>“{0}”之后最可能的</translation>
    </message>
    <message>
        <source>rank {0} of {1} · exposure, of {2} bits at most</source>
        <translation>排名 {0} / {1} · 暴露度（最多 {2} 比特）</translation>
    </message>
    <message>
        <source>secrets</source>
        <translation>秘密数</translation>
    </message>
    <message>
        <source>step of the training</source>
        <translation>训练步数</translation>
    </message>
    <message>
        <source>the one in the text: {0}</source>
        <translation>文本中的那个：{0}</translation>
    </message>
    <message>
        <source>−log₂ of the probability, in bits</source>
        <translation>概率的 −log₂，单位比特</translation>
    </message>
</context>
<context>
    <name>CandidatesPanel</name>
    <message>
        <source>Likely tokens</source>
        <translation>可能的词元</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>probability of these at T = 1</source>
        <translation>这些词元在 T = 1 时的概率</translation>
    </message>
</context>
<context>
    <name>CloseGuard</name>
    <message>
        <source>End it and close</source>
        <translation>结束并关闭</translation>
    </message>
    <message>
        <source>Training in progress. Close again to end it; it stays recorded and can be resumed.</source>
        <translation>训练正在进行。再次关闭即结束训练；记录会保留，可以恢复。</translation>
    </message>
</context>
<context>
    <name>CollectDialog</name>
    <message>
        <source>Add class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Collect data</source>
        <translation>采集数据</translation>
    </message>
    <message>
        <source>Each whole second while a button is held becomes a file.</source>
        <translation>按住按钮时，每满一秒存成一个文件。</translation>
    </message>
    <message>
        <source>Hold to record</source>
        <translation>按住录制</translation>
    </message>
    <message>
        <source>Name of a class</source>
        <translation>类别名称</translation>
    </message>
    <message>
        <source>No camera was found: connect one, then open this again.</source>
        <translation>没有找到摄像头：请接上摄像头后重新打开。</translation>
    </message>
    <message>
        <source>No microphone was found: connect one, then open this again.</source>
        <translation>没有找到麦克风：请接上麦克风后重新打开。</translation>
    </message>
    <message>
        <source>Pictures from the camera</source>
        <translation>摄像头画面</translation>
    </message>
    <message>
        <source>Seconds from the microphone</source>
        <translation>麦克风录音（按秒）</translation>
    </message>
    <message>
        <source>Use this data</source>
        <translation>使用这些数据</translation>
    </message>
</context>
<context>
    <name>CommandFinder</name>
    <message>
        <source>panel</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>preset</source>
        <translation>预设</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>A command, a panel or a preset</source>
        <translation>命令、面板或预设</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Nothing has all of these words in its name; try fewer.</source>
        <translation>没有名称包含所有这些词；请减少词数。</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>查找结果</translation>
    </message>
</context>
<context>
    <name>ConfusionPanel</name>
    <message>
        <source>Confusion</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>还有 {0} 个</translation>
    </message>
    <message>
        <source>example {0}</source>
        <translation>样本 {0}</translation>
    </message>
    <message>
        <source>no example</source>
        <translation>没有样本</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>true</source>
        <translation>真实</translation>
    </message>
    <message>
        <source>{0} of {1} right</source>
        <translation>{1} 个中答对 {0} 个</translation>
    </message>
    <message>
        <source>{0} taken for {1}</source>
        <translation>把 {0} 认作 {1}</translation>
    </message>
</context>
<context>
    <name>CrossAttentionPanel</name>
    <message>
        <source>Cross-attention</source>
        <translation>交叉注意力</translation>
    </message>
    <message>
        <source>read</source>
        <translation>读入</translation>
    </message>
    <message>
        <source>written</source>
        <translation>写出</translation>
    </message>
</context>
<context>
    <name>CurveChoice</name>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Logarithmic axis of values</source>
        <translation>数值用对数轴</translation>
    </message>
    <message>
        <source>log y</source>
        <translation>对数 y</translation>
    </message>
</context>
<context>
    <name>DataController</name>
    <message>
        <source>A folder for what is recorded; it gets one for each class</source>
        <translation>存放录制内容的文件夹；其中每个类别一个子文件夹</translation>
    </message>
    <message>
        <source>A folder with a folder of pictures or sounds for each class, or in IDX</source>
        <translation>每个类别有一个图片或声音文件夹的文件夹，或 IDX 格式</translation>
    </message>
    <message>
        <source>A table or a text</source>
        <translation>表格或文本</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Data of your own</source>
        <translation>自己的数据</translation>
    </message>
    <message>
        <source>It takes {0} of memory.</source>
        <translation>占用内存 {0}。</translation>
    </message>
    <message>
        <source>Left out, {0}: {1}, such as {2}</source>
        <translation>未采用（{0}）：{1} 个，例如 {2}</translation>
    </message>
    <message>
        <source>Looking at {0} …</source>
        <translation>正在查看 {0} …</translation>
    </message>
    <message>
        <source>Other data is being looked at; wait for it, then try again.</source>
        <translation>正在查看其他数据；请等它完成后再试。</translation>
    </message>
    <message>
        <source>Set up an experiment</source>
        <translation>设置实验</translation>
    </message>
    <message>
        <source>Tables and texts ({0})</source>
        <translation>表格和文本 ({0})</translation>
    </message>
    <message>
        <source>To record, one more package is needed: {0}</source>
        <translation>录制还需要一个软件包：{0}</translation>
    </message>
    <message>
        <source>{0} classes, {1} examples: {2}</source>
        <translation>{0} 个类别，{1} 个样本：{2}</translation>
    </message>
    <message>
        <source>{0} could not be looked at; try another one.</source>
        <translation>无法查看 {0}；请换一个。</translation>
    </message>
</context>
<context>
    <name>DiagnosisBar</name>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Every attention head looks at all keys alike: its entropy is {0} of the largest.</source>
        <translation>所有注意力头对所有键一视同仁：熵是最大值的 {0}。</translation>
    </message>
    <message>
        <source>In {0} each query looks at one key only: the entropy is {1} of the largest.</source>
        <translation>在{0}中，每个查询只看一个键：熵是最大值的 {1}。</translation>
    </message>
    <message>
        <source>Layer {0}: {1} of its ReLU units are zero for every test example.</source>
        <translation>层 {0}：{1} 的 ReLU 单元对所有测试样本都为零。</translation>
    </message>
    <message>
        <source>Test {0} {1} does not clearly beat the baseline ({2}: {3}).</source>
        <translation>测试{0} {1} 没有明显胜过基线（{2}：{3}）。</translation>
    </message>
    <message>
        <source>The first layer to break is {0}.</source>
        <translation>最先出问题的层是{0}。</translation>
    </message>
    <message>
        <source>The gradient explodes: its norm is {0}, most of it in {1}.</source>
        <translation>梯度爆炸：范数为 {0}，大部分在{1}。</translation>
    </message>
    <message>
        <source>The gradient vanishes on its way down: {0} gets {1} of the output&apos;s.</source>
        <translation>梯度向下传播时消失：{0}只得到输出处的 {1}。</translation>
    </message>
    <message>
        <source>The gradient vanishes through time: in {0} the first time step gets {1} of the last.</source>
        <translation>梯度沿时间消失：在{0}中，第一个时间步只得到最后一个的 {1}。</translation>
    </message>
    <message>
        <source>The loss is no longer a finite number at step {0}.</source>
        <translation>损失在第 {0} 步不再是有限的数。</translation>
    </message>
    <message>
        <source>The test loss has turned up, to {0} times its minimum; the training loss has not.</source>
        <translation>测试损失已回升到最小值的 {0} 倍；训练损失没有。</translation>
    </message>
    <message>
        <source>The validation loss turned up, to {0} times its minimum; the training loss did not.</source>
        <translation>验证损失已回升到最小值的 {0} 倍；训练损失没有。</translation>
    </message>
    <message>
        <source>Try a cell with gates: LSTM or GRU.</source>
        <translation>试试带门控的单元：LSTM 或 GRU。</translation>
    </message>
    <message>
        <source>Try a larger forget-gate bias.</source>
        <translation>试试更大的遗忘门偏置。</translation>
    </message>
    <message>
        <source>Try a larger learning rate.</source>
        <translation>试试更大的学习率。</translation>
    </message>
    <message>
        <source>Try a smaller learning rate.</source>
        <translation>试试更小的学习率。</translation>
    </message>
    <message>
        <source>Try dropout.</source>
        <translation>试试随机失活。</translation>
    </message>
    <message>
        <source>Try fewer layers.</source>
        <translation>试试减少层数。</translation>
    </message>
    <message>
        <source>Try gradient clipping at 1.</source>
        <translation>试试把梯度裁剪设为 1。</translation>
    </message>
    <message>
        <source>Try to stop where the test loss was least.</source>
        <translation>试试在测试损失最小处停止。</translation>
    </message>
    <message>
        <source>Try to stop where the validation loss was least.</source>
        <translation>试试在验证损失最小处停止。</translation>
    </message>
    <message>
        <source>Try without weight decay.</source>
        <translation>试试去掉权重衰减。</translation>
    </message>
</context>
<context>
    <name>DistributionsPanel</name>
    <message>
        <source>Distributions</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Nothing of this was measured in this run. It fills during training while this is open.</source>
        <translation>这次运行没有测量它。训练进行且此面板打开时才会填充。</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>量</translation>
    </message>
    <message>
        <source>activations</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>gradients</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>step of the training</source>
        <translation>训练步</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>{0} … {1}</source>
        <translation>{0} … {1}</translation>
    </message>
</context>
<context>
    <name>DisturbancesPanel</name>
    <message>
        <source>Disturbances</source>
        <translation>扰动</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <source>occlusion</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>root mean square change of a pixel</source>
        <translation>像素变化的均方根</translation>
    </message>
    <message>
        <source>rotation</source>
        <translation>旋转</translation>
    </message>
    <message>
        <source>shift</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>{0} test examples · at a change of {1}: noise {2}, PGD</source>
        <translation>{0} 个测试样本 · 变化为 {1} 时：噪声 {2}，PGD</translation>
    </message>
</context>
<context>
    <name>DrawingEditor</name>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Draw here; or arrow keys to move, Space to draw, Delete to erase.</source>
        <translation>在此绘画；也可用方向键移动、空格键画、Delete 键擦除。</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>绘画</translation>
    </message>
    <message>
        <source>Erase with the left button; the right button always erases.</source>
        <translation>用左键擦除；右键总是擦除。</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff)</translation>
    </message>
</context>
<context>
    <name>DrawingPanel</name>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Lines of all heads</source>
        <translation>画出所有头的连线</translation>
    </message>
    <message>
        <source>Show what it is made of</source>
        <translation>展开其内部</translation>
    </message>
</context>
<context>
    <name>EmbeddingMapPanel</name>
    <message>
        <source>Embeddings</source>
        <translation>嵌入图</translation>
    </message>
    <message>
        <source>PCA</source>
        <translation>主成分分析</translation>
    </message>
    <message>
        <source>codes before the answer</source>
        <translation>作答前的编码</translation>
    </message>
    <message>
        <source>embeddings</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>embeddings read</source>
        <translation>读入端的嵌入</translation>
    </message>
    <message>
        <source>embeddings written</source>
        <translation>写出端的嵌入</translation>
    </message>
    <message>
        <source>test example {0} · {1}</source>
        <translation>测试样本 {0} · {1}</translation>
    </message>
</context>
<context>
    <name>EngineAlerts</name>
    <message>
        <source>A new engine is ready.</source>
        <translation>新的引擎已就绪。</translation>
    </message>
    <message>
        <source>Restart engine</source>
        <translation>重启引擎</translation>
    </message>
    <message>
        <source>Resume from step {0}</source>
        <translation>从第 {0} 步恢复</translation>
    </message>
    <message>
        <source>The engine does not answer. It may be busy; wait, or restart it.</source>
        <translation>引擎没有响应。它可能正忙；请等待，或重启它。</translation>
    </message>
</context>
<context>
    <name>EngineStatus</name>
    <message>
        <source>1 thread</source>
        <translation>1 个线程</translation>
    </message>
    <message>
        <source>checkpoint saved at step {0}</source>
        <translation>检查点已保存在第 {0} 步</translation>
    </message>
    <message>
        <source>engine does not answer</source>
        <translation>引擎没有响应</translation>
    </message>
    <message>
        <source>engine is loading …</source>
        <translation>引擎加载中 …</translation>
    </message>
    <message>
        <source>engine ready</source>
        <translation>引擎就绪</translation>
    </message>
    <message>
        <source>no engine</source>
        <translation>没有引擎</translation>
    </message>
    <message>
        <source>{0} threads</source>
        <translation>{0} 个线程</translation>
    </message>
</context>
<context>
    <name>ExaminedStepHtml</name>
    <message>
        <source>Loss {0}</source>
        <translation>损失 {0}</translation>
    </message>
    <message>
        <source>Step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>The gradient of each layer, beside what was usual in the steps before:</source>
        <translation>每一层的梯度，与之前各步的平常值相比：</translation>
    </message>
    <message>
        <source>example</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>范数</translation>
    </message>
    <message>
        <source>the median of the steps before it is {0}.</source>
        <translation>之前各步的中位数为 {0}。</translation>
    </message>
    <message>
        <source>times the usual</source>
        <translation>平常的倍数</translation>
    </message>
    <message>
        <source>{0} of the {1} examples of its batch have {2} % of the loss:</source>
        <translation>这一批 {1} 个样本中的 {0} 个占了 {2} % 的损失：</translation>
    </message>
</context>
<context>
    <name>ExamplePicker</name>
    <message>
        <source>Next misclassified</source>
        <translation>下一个误分类</translation>
    </message>
    <message>
        <source>Number of the test example</source>
        <translation>测试样本的编号</translation>
    </message>
    <message>
        <source>The mistakes that the model makes now, one by one, the most confident first</source>
        <translation>逐个查看模型现在的错误，最有把握的在前</translation>
    </message>
    <message>
        <source>The next test example</source>
        <translation>下一个测试样本</translation>
    </message>
    <message>
        <source>The test example before</source>
        <translation>上一个测试样本</translation>
    </message>
</context>
<context>
    <name>ExchangePanel</name>
    <message>
        <source>Exchange</source>
        <translation>替换词元</translation>
    </message>
    <message>
        <source>place {0}: {1} → {2}</source>
        <translation>位置 {0}：{1} → {2}</translation>
    </message>
    <message>
        <source>{0} of {1} exchanges computed, of tokens that occur at the same place in the test set; loss before {2}, answer “{3}”. Rank correlation of the first-order estimates with the computed rises: {4}.</source>
        <translation>计算了 {1} 种替换中的 {0} 种，词元都在测试集的同一位置出现过；替换前损失 {2}，答案“{3}”。一阶估计与实际升高的秩相关：{4}。</translation>
    </message>
    <message>
        <source>{0}: the answer rests on it, so that another token there asks for another answer.</source>
        <translation>{0}：答案取决于它，那里换一个词元就该有另一个答案。</translation>
    </message>
</context>
<context>
    <name>ExplainPanel</name>
    <message>
        <source>Calculation</source>
        <translation>演算</translation>
    </message>
    <message>
        <source>Click any cell of a picture, or move there with the arrow keys, to see where its number comes from.</source>
        <translation>点击图中任一格子，或用方向键移到那里，即可看到它的数从何而来。</translation>
    </message>
    <message>
        <source>Copy as</source>
        <translation>复制为</translation>
    </message>
    <message>
        <source>Copy as …</source>
        <translation>复制为 …</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>解释</translation>
    </message>
    <message>
        <source>LaTeX</source>
        <translation>LaTeX</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
</context>
<context>
    <name>ExplainText</name>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Recorded is which cells it came from, not how much came through each.</source>
        <translation>记录中有它来自哪些单元格，没有各占多少。</translation>
    </message>
    <message>
        <source>Replay this step to weigh them</source>
        <translation>重放这一步即可加权</translation>
    </message>
    <message>
        <source>The model was changed ({0}); the calculation is that of the unchanged one.</source>
        <translation>模型已被改动（{0}）；这里演算的是未改动的模型。</translation>
    </message>
    <message>
        <source>average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>相差</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>the model says</source>
        <translation>模型给出</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>ExportController</name>
    <message>
        <source>Drawing the animation …</source>
        <translation>正在绘制动画 …</translation>
    </message>
    <message>
        <source>Lecture pack</source>
        <translation>课件包</translation>
    </message>
    <message>
        <source>Nothing is recorded yet: run the experiment first.</source>
        <translation>还没有记录：请先运行实验。</translation>
    </message>
    <message>
        <source>Packing …</source>
        <translation>正在打包 …</translation>
    </message>
    <message>
        <source>Save animation</source>
        <translation>保存动画</translation>
    </message>
    <message>
        <source>Save lecture pack</source>
        <translation>保存课件包</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped; nothing was saved</source>
        <translation>已停止，没有保存任何内容</translation>
    </message>
    <message>
        <source>Take the data along, too? Files: {0}, {1}. Whoever opens the pack can then train on it.</source>
        <translation>数据也一起打包吗？文件数：{0}，共 {1}。打开课件包的人就可以用它训练。</translation>
    </message>
    <message>
        <source>The last animation or pack is not done yet: wait a moment, or stop it.</source>
        <translation>上一个动画或课件包尚未完成：请稍候，或将其停止。</translation>
    </message>
    <message>
        <source>{0} was not saved; try again.</source>
        <translation>{0} 未能保存，请重试。</translation>
    </message>
</context>
<context>
    <name>FeatureMapsPanel</name>
    <message>
        <source>Feature maps</source>
        <translation>特征图</translation>
    </message>
    <message>
        <source>channel {0}, row {1}, column {2}</source>
        <translation>第 {0} 通道第 {1} 行第 {2} 列</translation>
    </message>
    <message>
        <source>{0} channels</source>
        <translation>{0} 个通道</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>{0} is there already. Replace it?</source>
        <translation>{0} 已存在。要替换它吗？</translation>
    </message>
</context>
<context>
    <name>FileEditor</name>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Filter by architecture, task, time and lesson</source>
        <translation>按架构、任务、时长和课程筛选</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>有课程</translation>
    </message>
    <message>
        <source>Only what has a lesson, scene by scene</source>
        <translation>只看配有分场景课程的</translation>
    </message>
    <message>
        <source>Only what is trained within a minute</source>
        <translation>只看一分钟内能训练完的</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>≤ 1 min</source>
        <translation>≤ 1 分钟</translation>
    </message>
</context>
<context>
    <name>FolderEditor</name>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Does nothing while {0} is: {1}.</source>
        <translation>“{0}”为“{1}”时不起作用。</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>{0} parameters in {1} layers</source>
        <translation>{0} 个参数，{1} 层</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>Furniture</name>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Lesson</source>
        <translation>课程(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
</context>
<context>
    <name>GradientNormsPanel</name>
    <message>
        <source>Gradient norms</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>No step of this run was measured. This fills during training while this panel is open.</source>
        <translation>这次运行没有测量任何一步。训练进行且此面板打开时才会填充。</translation>
    </message>
    <message>
        <source>gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>step of the training: ‖Δθ‖ ÷ ‖θ‖</source>
        <translation>训练步：‖Δθ‖ ÷ ‖θ‖</translation>
    </message>
    <message>
        <source>step of the training: ‖∂L/∂θ‖</source>
        <translation>训练步：‖∂L/∂θ‖</translation>
    </message>
    <message>
        <source>update ÷ weights</source>
        <translation>更新 ÷ 权重</translation>
    </message>
    <message>
        <source>whole gradient</source>
        <translation>整个梯度</translation>
    </message>
    <message>
        <source>{0} at step {1}</source>
        <translation>{0}，第 {1} 步</translation>
    </message>
</context>
<context>
    <name>GradientThroughTimePanel</name>
    <message>
        <source>Gradient through time</source>
        <translation>沿时间的梯度</translation>
    </message>
    <message>
        <source>first ÷ last step</source>
        <translation>第一步 ÷ 最后一步</translation>
    </message>
    <message>
        <source>step of the sequence: ‖∂L/∂hₜ‖</source>
        <translation>序列的时间步：‖∂L/∂hₜ‖</translation>
    </message>
</context>
<context>
    <name>Handout</name>
    <message>
        <source>A worked example</source>
        <translation>一个算例</translation>
    </message>
    <message>
        <source>Attribution</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Expected of this preset</source>
        <translation>本预设的预期</translation>
    </message>
    <message>
        <source>Figure {0}</source>
        <translation>图 {0}</translation>
    </message>
    <message>
        <source>Model: {0}</source>
        <translation>模型：{0}</translation>
    </message>
    <message>
        <source>Open the pack in Neural Playground to go on from exactly this state.</source>
        <translation>在 Neural Playground 中打开此包，即可从此状态继续。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Task: {0}</source>
        <translation>任务：{0}</translation>
    </message>
    <message>
        <source>Test {0}</source>
        <translation>测试{0}</translation>
    </message>
    <message>
        <source>The model does better than the baseline ({0}).</source>
        <translation>模型胜过基线（{0}）。</translation>
    </message>
    <message>
        <source>The model does no better than the baseline ({0}).</source>
        <translation>模型没有胜过基线（{0}）。</translation>
    </message>
    <message>
        <source>There is no baseline to compare with.</source>
        <translation>没有可比较的基线。</translation>
    </message>
    <message>
        <source>Time of training</source>
        <translation>训练用时</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Validation {0}</source>
        <translation>验证 {0}</translation>
    </message>
    <message>
        <source>What to watch</source>
        <translation>看什么</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>{0} more figures are in handout.html and in the folder pictures.</source>
        <translation>另有 {0} 张图在 handout.html 和文件夹 pictures 中。</translation>
    </message>
    <message>
        <source>{0}; and {1} more in attribution.txt</source>
        <translation>{0}；其余 {1} 条见 attribution.txt</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Save, copy or enlarge</source>
        <translation>保存、复制或放大</translation>
    </message>
</context>
<context>
    <name>HeatmapPanel</name>
    <message>
        <source>Head</source>
        <translation>注意力头</translation>
    </message>
    <message>
        <source>key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>query</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>{0}, of each {1} × {1} the largest</source>
        <translation>{0}，每 {1} × {1} 取最大值</translation>
    </message>
</context>
<context>
    <name>HiddenStatesPanel</name>
    <message>
        <source>Hidden states</source>
        <translation>隐藏状态</translation>
    </message>
    <message>
        <source>step of the sequence</source>
        <translation>序列的时间步</translation>
    </message>
    <message>
        <source>unit {0}, step {1}</source>
        <translation>单元 {0}，第 {1} 步</translation>
    </message>
    <message>
        <source>{0} units × {1} steps</source>
        <translation>{0} 个单元 × {1} 步</translation>
    </message>
    <message>
        <source>{0}, means of {1} × {2}</source>
        <translation>{0}，每 {1} × {2} 取平均</translation>
    </message>
</context>
<context>
    <name>InterventionController</name>
    <message>
        <source>1 step/s</source>
        <translation>1 步/秒</translation>
    </message>
    <message>
        <source>Slow motion: so many steps a second, each with its pictures</source>
        <translation>慢动作：每秒走多少步，每一步都显示图像</translation>
    </message>
    <message>
        <source>Speed of the training</source>
        <translation>训练速度</translation>
    </message>
    <message>
        <source>full speed</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>{0} steps/s</source>
        <translation>{0} 步/秒</translation>
    </message>
</context>
<context>
    <name>InterventionText</name>
    <message>
        <source>Learning rate {0}</source>
        <translation>学习率 {0}</translation>
    </message>
    <message>
        <source>Replace {0} by the diagonal</source>
        <translation>把{0}替换为对角线</translation>
    </message>
    <message>
        <source>Replace {0} by uniform weights</source>
        <translation>把{0}替换为均匀权重</translation>
    </message>
    <message>
        <source>Set the learning rate</source>
        <translation>设定学习率</translation>
    </message>
    <message>
        <source>Switch off {0}</source>
        <translation>关闭{0}</translation>
    </message>
    <message>
        <source>Take back: {0}</source>
        <translation>撤回：{0}</translation>
    </message>
    <message>
        <source>Taken back: {0}</source>
        <translation>已撤回：{0}</translation>
    </message>
    <message>
        <source>channel {0}</source>
        <translation>通道 {0}</translation>
    </message>
    <message>
        <source>diagonal</source>
        <translation>对角线</translation>
    </message>
    <message>
        <source>feature {0}</source>
        <translation>特征 {0}</translation>
    </message>
    <message>
        <source>head {0}</source>
        <translation>头 {0}</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>uniform</source>
        <translation>均匀</translation>
    </message>
    <message>
        <source>unit {0}</source>
        <translation>单元 {0}</translation>
    </message>
    <message>
        <source>{0}: {1} off</source>
        <translation>{0}：{1} 关闭</translation>
    </message>
    <message>
        <source>{0}: {1} {2}</source>
        <translation>{0}：{1}{2}</translation>
    </message>
</context>
<context>
    <name>InterventionsForm</name>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>设定</translation>
    </message>
    <message>
        <source>What the schedule multiplies, from the next step on</source>
        <translation>学习率调度所乘的值，从下一步起生效</translation>
    </message>
</context>
<context>
    <name>InterventionsPanel</name>
    <message>
        <source>During training, change the learning rate here, or right-click a feature map, a hidden unit or an attention head to switch it off.</source>
        <translation>训练进行时，可在此改变学习率；或右键点击特征图、隐藏单元、注意力头，把它关闭。</translation>
    </message>
    <message>
        <source>Interventions</source>
        <translation>干预</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>{0} in force</source>
        <translation>{0} 项生效</translation>
    </message>
</context>
<context>
    <name>Introduction</name>
    <message>
        <source>All panels</source>
        <translation>全部面板</translation>
    </message>
    <message>
        <source>Input of your own</source>
        <translation>自己的输入</translation>
    </message>
    <message>
        <source>More panels show what happens inside.</source>
        <translation>更多面板展示其内部。</translation>
    </message>
    <message>
        <source>Press Run: the model learns, and you can watch. More panels show what happens inside.</source>
        <translation>按“运行”：模型开始学习，您可以观看。更多面板展示其内部。</translation>
    </message>
</context>
<context>
    <name>IntsEditor</name>
    <message>
        <source>at least {0}</source>
        <translation>至少 {0} 个</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ItemsWidget</name>
    <message>
        <source>Add {0}</source>
        <translation>添加{0}</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>KernelsPanel</name>
    <message>
        <source>Kernels</source>
        <translation>卷积核</translation>
    </message>
    <message>
        <source>output {0}, input {1}, row {2}, column {3}</source>
        <translation>第 {0} 输出，第 {1} 输入，第 {2} 行第 {3} 列</translation>
    </message>
    <message>
        <source>{0} kernels</source>
        <translation>{0} 个卷积核</translation>
    </message>
</context>
<context>
    <name>LandscapePanel</name>
    <message>
        <source>Landscape</source>
        <translation>损失地形</translation>
    </message>
    <message>
        <source>No earlier weights are recorded yet: the path has no plane.</source>
        <translation>尚未录下更早的权重：路径还不构成平面。</translation>
    </message>
    <message>
        <source>Plane</source>
        <translation>平面</translation>
    </message>
    <message>
        <source>first principal direction of the path</source>
        <translation>路径的第一主方向</translation>
    </message>
    <message>
        <source>first random direction, in lengths of the filters</source>
        <translation>第一随机方向（以滤波器长度为单位）</translation>
    </message>
    <message>
        <source>log₁₀ loss</source>
        <translation>log₁₀ 损失</translation>
    </message>
    <message>
        <source>loss {0} at step {1}</source>
        <translation>第 {1} 步损失 {0}</translation>
    </message>
    <message>
        <source>random directions</source>
        <translation>随机方向</translation>
    </message>
    <message>
        <source>second</source>
        <translation>第二方向</translation>
    </message>
    <message>
        <source>the path&apos;s plane</source>
        <translation>路径所在平面</translation>
    </message>
    <message>
        <source>{0} · mean rise on the circle of radius {1}</source>
        <translation>{0} · 半径 {1} 的圆上平均升高</translation>
    </message>
</context>
<context>
    <name>LaneHeader</name>
    <message>
        <source>The experiment in Setup</source>
        <translation>“设置”中的实验</translation>
    </message>
    <message>
        <source>What races in lane {0}</source>
        <translation>第 {0} 赛道的实验</translation>
    </message>
    <message>
        <source>ended early at step {0}</source>
        <translation>在第 {0} 步提前结束</translation>
    </message>
    <message>
        <source>preparing …</source>
        <translation>正在准备 …</translation>
    </message>
    <message>
        <source>{0} parameters</source>
        <translation>{0} 个参数</translation>
    </message>
</context>
<context>
    <name>LanguageMenu</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Layers</source>
        <translation>各层</translation>
    </message>
    <message>
        <source>The layers appear here once the settings are valid.</source>
        <translation>设置有效后，各层显示在这里。</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>{0} parameters</source>
        <translation>{0} 个参数</translation>
    </message>
</context>
<context>
    <name>LessonDock</name>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Click what you expect, or press its number; Next shows what happens.</source>
        <translation>点击您预期的答案，或按它的编号；“下一步”会揭晓结果。</translation>
    </message>
    <message>
        <source>End</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
</context>
<context>
    <name>LessonNavigator</name>
    <message>
        <source>End of the lesson. Esc closes it.</source>
        <translation>课程结束。按 Esc 关闭。</translation>
    </message>
    <message>
        <source>Held at step {0}. Space goes on, → shows it as it is.</source>
        <translation>停在第 {0} 步。空格继续，→ 照现状显示。</translation>
    </message>
    <message>
        <source>The model is being built …</source>
        <translation>正在构建模型 …</translation>
    </message>
    <message>
        <source>Training until {0} is above {1}: step {2}</source>
        <translation>训练到 {0} 高于 {1}：第 {2} 步</translation>
    </message>
    <message>
        <source>Training until {0} is below {1}: step {2}</source>
        <translation>训练到 {0} 低于 {1}：第 {2} 步</translation>
    </message>
    <message>
        <source>Training: step {0} of {1}</source>
        <translation>训练中：第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
</context>
<context>
    <name>LessonSaver</name>
    <message>
        <source>Lessons and presets</source>
        <translation>课程和预设</translation>
    </message>
    <message>
        <source>Save experiment</source>
        <translation>保存实验</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>The experiment has problems: see the red lines in Setup.</source>
        <translation>实验有问题：见“设置”中的红色文字。</translation>
    </message>
</context>
<context>
    <name>LessonStarter</name>
    <message>
        <source>The lesson names panels that do not exist: {0}; correct them in its file.</source>
        <translation>课程提到了不存在的面板：{0}；请在其文件中更正。</translation>
    </message>
    <message>
        <source>Training in progress; stop it to present this lesson, which trains anew.</source>
        <translation>正在训练；请先停止，再讲授这门需要重新训练的课程。</translation>
    </message>
</context>
<context>
    <name>Loading</name>
    <message>
        <source>{0}: cannot be found; choose a picture that exists.</source>
        <translation>{0}：找不到；请选择存在的图片。</translation>
    </message>
    <message>
        <source>{0}: is not a picture that can be read; choose a PNG or JPEG.</source>
        <translation>{0}：不是可读取的图片；请选择 PNG 或 JPEG。</translation>
    </message>
    <message>
        <source>{0}: nothing can be seen in it; choose another picture.</source>
        <translation>{0}：看不出任何内容；请选择另一张图片。</translation>
    </message>
    <message>
        <source>{0}: the picture is too large; make it smaller first.</source>
        <translation>{0}：图片太大；请先缩小。</translation>
    </message>
    <message>
        <source>{0}: the picture is too narrow to be shown; choose another.</source>
        <translation>{0}：图片太窄，无法显示；请另选一张。</translation>
    </message>
</context>
<context>
    <name>LossPanel</name>
    <message>
        <source>Curves over steps</source>
        <translation>随步数变化的曲线</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>非有限</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
</context>
<context>
    <name>ManyRuns</name>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>参数扫描</translation>
    </message>
</context>
<context>
    <name>MembershipPanel</name>
    <message>
        <source>Membership</source>
        <translation>成员推断</translation>
    </message>
    <message>
        <source>false positive rate</source>
        <translation>假阳性率</translation>
    </message>
    <message>
        <source>log₁₀ of the loss of an example</source>
        <translation>单个样本损失的 log₁₀</translation>
    </message>
    <message>
        <source>most exposed: loss · unseen with such a loss</source>
        <translation>最暴露的：损失 · 未见样本中有此损失者</translation>
    </message>
    <message>
        <source>share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>training example {0}</source>
        <translation>训练样本 {0}</translation>
    </message>
    <message>
        <source>training examples</source>
        <translation>训练样本</translation>
    </message>
    <message>
        <source>true positive rate</source>
        <translation>真阳性率</translation>
    </message>
    <message>
        <source>unseen examples</source>
        <translation>未见样本</translation>
    </message>
    <message>
        <source>{0} training, {1} unseen examples · mean loss {2} and {3} · advantage {4} · AUC</source>
        <translation>{0} 个训练样本，{1} 个未见样本 · 平均损失 {2} 与 {3} · 优势 {4} · AUC</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>MissingData</name>
    <message>
        <source>Choose its file …</source>
        <translation>选择它的文件 …</translation>
    </message>
    <message>
        <source>Choose its folder …</source>
        <translation>选择它的文件夹 …</translation>
    </message>
    <message>
        <source>Comparing {0} with what the run learned from …</source>
        <translation>正在将 {0} 与该次运行所学的数据比较 …</translation>
    </message>
    <message>
        <source>Other data is being looked at; wait for it, then try again.</source>
        <translation>正在查看其他数据；请等它完成后再试。</translation>
    </message>
    <message>
        <source>The data “{0}” is not here: choose where it is now.</source>
        <translation>数据“{0}”不在这里：请选择它现在的位置。</translation>
    </message>
    <message>
        <source>The {0} examples of this recording are not here: choose where “{1}” is now.</source>
        <translation>这份记录的 {0} 个样本不在这里：请选择“{1}”现在的位置。</translation>
    </message>
    <message>
        <source>This is other data ({0}): a new run can learn it, but this one cannot go on with it.</source>
        <translation>这是另外的数据（{0}）：可以用它开始新的运行，但这次运行不能用它继续。</translation>
    </message>
    <message>
        <source>This is the data that the run learned from: it can go on to the same bits.</source>
        <translation>这正是该次运行所学的数据：可以逐位一致地继续。</translation>
    </message>
    <message>
        <source>Where is “{0}” now?</source>
        <translation>“{0}”现在在哪里？</translation>
    </message>
    <message>
        <source>{0} could not be looked at; try another one.</source>
        <translation>无法查看 {0}；请另选一个。</translation>
    </message>
</context>
<context>
    <name>ModelController</name>
    <message>
        <source>A model of your own</source>
        <translation>自己的模型</translation>
    </message>
    <message>
        <source>Allow it …</source>
        <translation>准许它 …</translation>
    </message>
    <message>
        <source>Choose its file …</source>
        <translation>选择它的文件 …</translation>
    </message>
    <message>
        <source>It can do whatever you can do on this machine: run it only if you know whose it is.</source>
        <translation>它能做您在这台机器上能做的一切：只有清楚它来自何人时才运行。</translation>
    </message>
    <message>
        <source>It has changed since it was allowed.</source>
        <translation>它在获准之后被改动过。</translation>
    </message>
    <message>
        <source>Model of your own</source>
        <translation>自己的模型</translation>
    </message>
    <message>
        <source>Python files (*.py)</source>
        <translation>Python 文件 (*.py)</translation>
    </message>
    <message>
        <source>Run its code</source>
        <translation>运行它的代码</translation>
    </message>
    <message>
        <source>Run this file&apos;s code?</source>
        <translation>运行这个文件的代码？</translation>
    </message>
    <message>
        <source>Take it as it is now …</source>
        <translation>采用它现在的内容 …</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>{0} is being tried on this task …</source>
        <translation>正在此任务上试运行 {0} …</translation>
    </message>
    <message>
        <source>{0} is being tried …</source>
        <translation>正在试运行 {0} …</translation>
    </message>
    <message>
        <source>{0} lines, changed at {1}</source>
        <translation>{0} 行，修改于 {1}</translation>
    </message>
</context>
<context>
    <name>NetworkPanel</name>
    <message>
        <source>Dense and thick: what the asked number came from most (slope × value)</source>
        <translation>越浓、越粗：所问数值主要由此而来（斜率 × 数值）</translation>
    </message>
    <message>
        <source>Lines: what each channel below added (solid) or took away (dashed)</source>
        <translation>线条：前一层每个通道加上（实线）或减去（虚线）了多少</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Outlined: the cells that the asked number came from</source>
        <translation>框出的是所问数值的来源单元格</translation>
    </message>
    <message>
        <source>Temperature of the softmax, in hundredths</source>
        <translation>softmax 的温度（百分之一为单位）</translation>
    </message>
    <message>
        <source>The network appears here once the settings are valid.</source>
        <translation>设置有效后，网络会显示在这里。</translation>
    </message>
    <message>
        <source>Thickness of the lines</source>
        <translation>线条粗细</translation>
    </message>
</context>
<context>
    <name>NetworkText</name>
    <message>
        <source>activations</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>all channels: {1}</source>
        <translation>所有通道：{1}</translation>
    </message>
    <message>
        <source>all heads</source>
        <translation>所有头</translation>
    </message>
    <message>
        <source>answer at step {0}{1}</source>
        <translation>第 {0} 步的回答{1}</translation>
    </message>
    <message>
        <source>channel {0}: {1}</source>
        <translation>通道 {0}：{1}</translation>
    </message>
    <message>
        <source>lines: gradients</source>
        <translation>线条：梯度</translation>
    </message>
    <message>
        <source>lines: multiply-adds</source>
        <translation>线条：乘加次数</translation>
    </message>
    <message>
        <source>lines: time</source>
        <translation>线条：耗时</translation>
    </message>
    <message>
        <source>lines: weights</source>
        <translation>线条：权重</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>归一</translation>
    </message>
    <message>
        <source>puts out {0}</source>
        <translation>输出 {0}</translation>
    </message>
    <message>
        <source>step {0}{1}</source>
        <translation>第 {0} 步{1}</translation>
    </message>
    <message>
        <source>{0} for what one example puts out</source>
        <translation>单个样本的输出占 {0}</translation>
    </message>
    <message>
        <source>{0} more: {1}</source>
        <translation>其余 {0} 个：{1}</translation>
    </message>
    <message>
        <source>{0} multiply-adds an example, {1} of all</source>
        <translation>每个样本 {0} 次乘加，占全部的 {1}</translation>
    </message>
    <message>
        <source>{0} of the time of a forward pass</source>
        <translation>占前向传播时间的 {0}</translation>
    </message>
    <message>
        <source>{0} parameters</source>
        <translation>{0} 个参数</translation>
    </message>
    <message>
        <source>{0} parameters · {1} multiply-adds</source>
        <translation>{0} 个参数 · {1} 次乘加</translation>
    </message>
</context>
<context>
    <name>NewExperimentDialog</name>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>New experiment</source>
        <translation>新建实验</translation>
    </message>
    <message>
        <source>One file of Python: it is tried on the task that is shown, once you allow it.</source>
        <translation>单个 Python 文件：在您准许之后，会在当前显示的任务上试运行。</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>开始设置</translation>
    </message>
    <message>
        <source>Task that fits</source>
        <translation>适合的任务</translation>
    </message>
    <message>
        <source>{0} layers, {1} parameters. Every hyperparameter is set in the form afterwards.</source>
        <translation>{0} 层，{1} 个参数。之后可在表单中设置每个超参数。</translation>
    </message>
</context>
<context>
    <name>NudgePanel</name>
    <message>
        <source>Attack</source>
        <translation>攻击</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>对抗扰动</translation>
    </message>
    <message>
        <source>at ε = {0}: {1}</source>
        <translation>ε = {0} 时：{1}</translation>
    </message>
    <message>
        <source>change × {0}</source>
        <translation>变化 × {0}</translation>
    </message>
    <message>
        <source>specimen</source>
        <translation>观察样例</translation>
    </message>
    <message>
        <source>step of the sequence</source>
        <translation>序列的步</translation>
    </message>
    <message>
        <source>what the model is given</source>
        <translation>模型的输入</translation>
    </message>
    <message>
        <source>{0} · another answer from ε = {1} on</source>
        <translation>{0} · 从 ε = {1} 起答案改变</translation>
    </message>
</context>
<context>
    <name>OpenController</name>
    <message>
        <source>Look at the data in {0}</source>
        <translation>查看 {0} 中的数据</translation>
    </message>
    <message>
        <source>Open the experiment of the picture {0}</source>
        <translation>打开图片 {0} 中的实验</translation>
    </message>
    <message>
        <source>Open the lecture pack {0}</source>
        <translation>打开课件包 {0}</translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation>打开 {0}</translation>
    </message>
    <message>
        <source>Show it again</source>
        <translation>重新显示</translation>
    </message>
    <message>
        <source>Start a new run from the weights in {0}</source>
        <translation>用 {0} 中的权重开始新的运行</translation>
    </message>
    <message>
        <source>The lesson trained a run of its own; the one before it stays recorded.</source>
        <translation>本课训练了自己的一次运行；之前的那次仍留有记录。</translation>
    </message>
    <message>
        <source>Try the model in {0}</source>
        <translation>试运行 {0} 中的模型</translation>
    </message>
</context>
<context>
    <name>OverlayPanel</name>
    <message>
        <source>Check runs in the table to see their curves on one pair of axes.</source>
        <translation>在表格中勾选运行，即可在同一坐标系中比较曲线。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Curves of the checked runs</source>
        <translation>所勾选运行的曲线</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Logarithmic horizontal axis</source>
        <translation>横轴取对数</translation>
    </message>
    <message>
        <source>Logarithmic vertical axis</source>
        <translation>纵轴取对数</translation>
    </message>
    <message>
        <source>One curve with its standard deviation for runs that differ only by their seed</source>
        <translation>仅种子不同的运行合成一条曲线，并画出标准差</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑程度</translation>
    </message>
    <message>
        <source>The curves are being read.</source>
        <translation>正在读取曲线。</translation>
    </message>
    <message>
        <source>These runs hold no times: they were recorded by an earlier version. Show them by step.</source>
        <translation>这些运行没有时间：它们由较早的版本记录。请按步显示。</translation>
    </message>
    <message>
        <source>by step</source>
        <translation>按步</translation>
    </message>
    <message>
        <source>by time</source>
        <translation>按时间</translation>
    </message>
    <message>
        <source>log x</source>
        <translation>对数 x</translation>
    </message>
    <message>
        <source>log y</source>
        <translation>对数 y</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>seconds of training</source>
        <translation>训练秒数</translation>
    </message>
    <message>
        <source>smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>test {0}</source>
        <translation>测试{0}</translation>
    </message>
    <message>
        <source>training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>very smooth</source>
        <translation>强平滑</translation>
    </message>
</context>
<context>
    <name>OwnThingsDialog</name>
    <message>
        <source>A published model</source>
        <translation>已发布的模型</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>许可</translation>
    </message>
    <message>
        <source>Drop a Python file on the window, or take it from the File menu. It is tried on two examples of the task; then its layers are drawn and its settings stand in Setup.</source>
        <translation>把 Python 文件拖到窗口上，或从“文件”菜单选取。先用任务的两个样本试运行；然后画出各层，它的设置出现在“设置”中。</translation>
    </message>
    <message>
        <source>Drop a folder or a file on the window, or take it from the File menu. First you see what it is, what is left out and why; then one click sets an experiment up.</source>
        <translation>把文件夹或文件拖到窗口上，或从“文件”菜单选取。先看到它是什么、略去了什么以及为什么；再点一下就建好一个实验。</translation>
    </message>
    <message>
        <source>Drop the folder of a GPT-2, BERT, ViT or ResNet on the window: every head, unit and channel can be seen, explained, switched off and trained further.</source>
        <translation>把 GPT-2、BERT、ViT 或 ResNet 的文件夹拖到窗口上：每个头、单元和通道都可以查看、解释、关闭并继续训练。</translation>
    </message>
    <message>
        <source>In the window</source>
        <translation>在窗口中</translation>
    </message>
    <message>
        <source>None is asked for: data is only read, never run. A folder is never changed.</source>
        <translation>不需要许可：数据只被读取，从不被执行。文件夹从不被改动。</translation>
    </message>
    <message>
        <source>None is asked for: the folder holds numbers and words, no code is run, and nothing is ever fetched from the network.</source>
        <translation>不需要许可：文件夹里只有数字和文字，不运行任何代码，也从不从网络获取任何东西。</translation>
    </message>
    <message>
        <source>On the command line</source>
        <translation>在命令行</translation>
    </message>
    <message>
        <source>The window asks once before it runs a file, and again when the file has changed. Naming it on the command line is consent. Opening a recording, a picture or a pack never runs the code that it carries.</source>
        <translation>窗口在运行一个文件之前询问一次，文件改动后再次询问。在命令行写出它的名字即为许可。打开记录、图片或课件包从不运行其中所带的代码。</translation>
    </message>
    <message>
        <source>What lies where</source>
        <translation>文件怎样存放</translation>
    </message>
    <message>
        <source>Your data</source>
        <translation>自己的数据</translation>
    </message>
    <message>
        <source>Your data, your model</source>
        <translation>自己的数据，自己的模型</translation>
    </message>
    <message>
        <source>Your model</source>
        <translation>自己的模型</translation>
    </message>
    <message>
        <source>a series, one row a time step; or rows of numbers with a column of classes</source>
        <translation>时间序列，每行一个时间步；或若干行数字，其中一列是类别</translation>
    </message>
    <message>
        <source>a text; or pairs of sentences, a TAB between the two</source>
        <translation>一篇文本；或成对的句子，中间用制表符隔开</translation>
    </message>
    <message>
        <source>go on training it on your text</source>
        <translation>用自己的文本继续训练</translation>
    </message>
    <message>
        <source>how a text is cut into tokens</source>
        <translation>怎样把文本切成词元</translation>
    </message>
    <message>
        <source>instead of it: how a picture is made ready</source>
        <translation>或者改为：怎样准备一张图片</translation>
    </message>
    <message>
        <source>its family and its sizes</source>
        <translation>它的系列和各种大小</translation>
    </message>
    <message>
        <source>its layers, its pictures and what is wrong with it</source>
        <translation>它的各层、各图，以及哪里不对</translation>
    </message>
    <message>
        <source>its weights; or parts, with model.safetensors.index.json</source>
        <translation>它的权重；也可以分成几个文件，附 model.safetensors.index.json</translation>
    </message>
    <message>
        <source>once: the library that cuts texts</source>
        <translation>只需一次：切分文本的库</translation>
    </message>
    <message>
        <source>one module, all of whose arguments have defaults</source>
        <translation>一个模块，所有参数都有默认值</translation>
    </message>
    <message>
        <source>or this: gives the module, told the shapes of the task</source>
        <translation>或者用它：按任务的形状给出模块</translation>
    </message>
    <message>
        <source>pictures in IDX, as MNIST has them, or as arrays</source>
        <translation>IDX 格式的图片，如 MNIST；或以数组存放</translation>
    </message>
    <message>
        <source>pictures, a folder for each class: PNG, JPEG, BMP, GIF, WebP, TIFF</source>
        <translation>图片，每类一个文件夹：PNG、JPEG、BMP、GIF、WebP、TIFF</translation>
    </message>
    <message>
        <source>sounds, a folder for each class: WAV, FLAC, Ogg</source>
        <translation>声音，每类一个文件夹：WAV、FLAC、Ogg</translation>
    </message>
    <message>
        <source>the same, divided already</source>
        <translation>同上，已经分好训练集和测试集</translation>
    </message>
    <message>
        <source>the window, with it loaded</source>
        <translation>打开窗口并载入它</translation>
    </message>
    <message>
        <source>train it</source>
        <translation>训练它</translation>
    </message>
    <message>
        <source>train on it</source>
        <translation>用它训练</translation>
    </message>
    <message>
        <source>what it is, what is in it, what is left out</source>
        <translation>它是什么，里面有什么，略去了什么</translation>
    </message>
    <message>
        <source>whether a recording learned from just this</source>
        <translation>某个记录是否正是用它训练的</translation>
    </message>
    <message>
        <source>with limits and help for each setting, if you like</source>
        <translation>可选：给每项设置加上范围和说明</translation>
    </message>
    <message>
        <source>writes a file to begin from</source>
        <translation>写出一个供起步的文件</translation>
    </message>
</context>
<context>
    <name>PackOpener</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopped; nothing was opened</source>
        <translation>已停止；没有打开任何内容</translation>
    </message>
    <message>
        <source>Unpacking {0} …</source>
        <translation>正在解压 {0} …</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>No race yet. Press Start.</source>
        <translation>还没有竞赛。请按“开始”。</translation>
    </message>
    <message>
        <source>No run yet. Press Run, or open a recording.</source>
        <translation>还没有运行。请点“运行”，或打开一份运行记录。</translation>
    </message>
    <message>
        <source>Nothing of this is measured yet.</source>
        <translation>这项内容尚未测量。</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>The first picture is on its way …</source>
        <translation>第一张图像即将到来 …</translation>
    </message>
    <message>
        <source>The model or the task that is shown has none of this; other presets have.</source>
        <translation>当前的模型或任务没有这项内容；其他预设有。</translation>
    </message>
    <message>
        <source>The recording holds no picture for this panel up to this step.</source>
        <translation>到这一步为止，记录里没有这个面板的图像。</translation>
    </message>
    <message>
        <source>This is measured while a run is live, or by the command line; a recording does not hold it.</source>
        <translation>它在训练进行时测量，或由命令行测量；运行记录中没有。</translation>
    </message>
    <message>
        <source>of step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
</context>
<context>
    <name>PanelDock</name>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save picture …</source>
        <translation>保存图片 …</translation>
    </message>
    <message>
        <source>This panel alone, or all again</source>
        <translation>只显示这个面板，或恢复全部</translation>
    </message>
</context>
<context>
    <name>PatchingPanel</name>
    <message>
        <source>Activation patching</source>
        <translation>激活值替换</translation>
    </message>
    <message>
        <source>Score of “{0}” less that of “{1}”: clean {2}, all places patched {3}; corrupted {4}, no place patched {5}.</source>
        <translation>“{0}”减“{1}”的得分：原样本 {2}，全部替换 {3}；对照样本 {4}，不替换 {5}。</translation>
    </message>
    <message>
        <source>block {0}</source>
        <translation>第 {0} 块</translation>
    </message>
    <message>
        <source>layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>not a finite number</source>
        <translation>不是有限数</translation>
    </message>
    <message>
        <source>step: clean | corrupted</source>
        <translation>步：原样本 | 对照样本</translation>
    </message>
</context>
<context>
    <name>PictureController</name>
    <message>
        <source>Copied to the clipboard</source>
        <translation>已复制到剪贴板</translation>
    </message>
    <message>
        <source>Folder for the pictures</source>
        <translation>存放图片的文件夹</translation>
    </message>
    <message>
        <source>No panel shows anything yet: run the experiment first.</source>
        <translation>还没有面板显示内容：请先运行实验。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Presets, recordings, pictures and packs</source>
        <translation>预设、运行记录、图片和课件包</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>Save picture of the window</source>
        <translation>保存窗口图片</translation>
    </message>
    <message>
        <source>Save pictures of all {0} visible panels</source>
        <translation>保存全部 {0} 个可见面板的图片</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>Saved {0} pictures in {1}</source>
        <translation>已将 {0} 张图片保存到 {1}</translation>
    </message>
    <message>
        <source>The folder holds {0} pictures of these names. Replace them?</source>
        <translation>文件夹中已有 {0} 张同名图片。要替换吗？</translation>
    </message>
</context>
<context>
    <name>PictureDialog</name>
    <message>
        <source>As on the screen</source>
        <translation>与屏幕相同</translation>
    </message>
    <message>
        <source>As the window</source>
        <translation>与窗口相同</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Lecture slide, 16:9</source>
        <translation>课堂幻灯片，16:9</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Paper, both columns, 174 mm</source>
        <translation>论文双栏，174 毫米</translation>
    </message>
    <message>
        <source>Paper, column of 84 mm</source>
        <translation>论文单栏，84 毫米</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>分辨率</translation>
    </message>
    <message>
        <source>Save …</source>
        <translation>保存 …</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>{0} × {1} mm, lines and letters stay sharp</source>
        <translation>{0} × {1} mm，线条和文字保持清晰</translation>
    </message>
    <message>
        <source>{0} × {1} pixels</source>
        <translation>{0} × {1} 像素</translation>
    </message>
</context>
<context>
    <name>PlaybackBar</name>
    <message>
        <source>1 snapshot · {1}</source>
        <translation>1 个快照 · {1}</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>回到现在</translation>
    </message>
    <message>
        <source>Hold the replay</source>
        <translation>暂停回放</translation>
    </message>
    <message>
        <source>Nothing recorded yet</source>
        <translation>还没有记录</translation>
    </message>
    <message>
        <source>One snapshot back</source>
        <translation>后退一个快照</translation>
    </message>
    <message>
        <source>One snapshot forward</source>
        <translation>前进一个快照</translation>
    </message>
    <message>
        <source>Play the recording</source>
        <translation>播放记录</translation>
    </message>
    <message>
        <source>Recorded step</source>
        <translation>已记录的步</translation>
    </message>
    <message>
        <source>Snapshots a second of the replay</source>
        <translation>回放时每秒快照数</translation>
    </message>
    <message>
        <source>To the first snapshot</source>
        <translation>到第一个快照</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>replayed from {0}, exact</source>
        <translation>从 {0} 重放，逐位一致</translation>
    </message>
    <message>
        <source>replayed, differs from step {0} on</source>
        <translation>已重放，从第 {0} 步起不一致</translation>
    </message>
    <message>
        <source>replaying …</source>
        <translation>正在重放 …</translation>
    </message>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>{0} snapshots · {1}</source>
        <translation>{0} 个快照 · {1}</translation>
    </message>
    <message>
        <source>{0}/s</source>
        <translation>每秒 {0}</translation>
    </message>
</context>
<context>
    <name>PlaybackController</name>
    <message>
        <source>A run is on: its other steps can be replayed once it is over.</source>
        <translation>训练正在进行：结束之后才能重放其余各步。</translation>
    </message>
</context>
<context>
    <name>PredictionsPanel</name>
    <message>
        <source>Prediction</source>
        <translation>所示的预测</translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>behind every block</source>
        <translation>每个块之后</translation>
    </message>
    <message>
        <source>block {0}</source>
        <translation>块 {0}</translation>
    </message>
    <message>
        <source>from sampled codes</source>
        <translation>采样的编码</translation>
    </message>
    <message>
        <source>images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>latent plane</source>
        <translation>隐空间平面</translation>
    </message>
    <message>
        <source>linear AR</source>
        <translation>线性自回归</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>persistence</source>
        <translation>持续性预测</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>reconstructed</source>
        <translation>重建</translation>
    </message>
    <message>
        <source>step of the sequence</source>
        <translation>序列的时间步</translation>
    </message>
    <message>
        <source>step of the test series</source>
        <translation>测试序列的时间步</translation>
    </message>
    <message>
        <source>temperature {0}</source>
        <translation>温度 {0}</translation>
    </message>
    <message>
        <source>test examples, in the order of their true class</source>
        <translation>测试样本，按真实类别排序</translation>
    </message>
    <message>
        <source>test set</source>
        <translation>测试集</translation>
    </message>
    <message>
        <source>this specimen</source>
        <translation>当前观察样例</translation>
    </message>
    <message>
        <source>true</source>
        <translation>真实</translation>
    </message>
</context>
<context>
    <name>PreferencesController</name>
    <message>
        <source>Type size {0}</source>
        <translation>字号 {0}</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>As the experiment says</source>
        <translation>由实验决定</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Change …</source>
        <translation>更改 …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Folder of recordings</source>
        <translation>记录文件夹</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>More room keeps more of the steps; it changes nothing of what is learned.</source>
        <translation>空间越大，保留的步越多；不影响学到的内容。</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>首选项</translation>
    </message>
    <message>
        <source>Room for a recording</source>
        <translation>每次记录的空间</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Type size</source>
        <translation>字号</translation>
    </message>
    <message>
        <source>Usual folder</source>
        <translation>默认文件夹</translation>
    </message>
</context>
<context>
    <name>Presentation</name>
    <message>
        <source>Hands up: press the number once for each hand. Enter shows the answer.</source>
        <translation>请举手：每有一只手，按一次对应编号。按回车显示答案。</translation>
    </message>
    <message>
        <source>This model has no picture named {0}.</source>
        <translation>这个模型没有名为 {0} 的图像。</translation>
    </message>
    <message>
        <source>→&#xa0;next     ←&#xa0;back     R&#xa0;scene&#xa0;again     Home&#xa0;start&#xa0;over     1–9&#xa0;count&#xa0;a&#xa0;hand     ⌫&#xa0;take&#xa0;back     Space&#xa0;hold     S&#xa0;specimen     P&#xa0;pointer     M&#xa0;magnifier     B&#xa0;black     ?&#xa0;keys     Esc&#xa0;end</source>
        <translation>→&#xa0;下一页     ←&#xa0;上一页     R&#xa0;重放本场景     Home&#xa0;从头开始     1–9&#xa0;计一次举手     ⌫&#xa0;撤回     空格&#xa0;暂停     S&#xa0;样本     P&#xa0;指示圈     M&#xa0;放大镜     B&#xa0;黑屏     ?&#xa0;按键     Esc&#xa0;结束</translation>
    </message>
    <message>
        <source>→&#xa0;←&#xa0;one&#xa0;panel     Space&#xa0;train,&#xa0;hold     S&#xa0;specimen     P&#xa0;pointer     M&#xa0;magnifier     B&#xa0;black     T&#xa0;light,&#xa0;dark     ?&#xa0;keys     Esc&#xa0;end</source>
        <translation>→&#xa0;←&#xa0;换面板     空格&#xa0;训练、暂停     S&#xa0;样本     P&#xa0;指示圈     M&#xa0;放大镜     B&#xa0;黑屏     T&#xa0;浅色、深色     ?&#xa0;按键     Esc&#xa0;结束</translation>
    </message>
</context>
<context>
    <name>PresentationWindow</name>
    <message>
        <source>Presentation</source>
        <translation>演示</translation>
    </message>
</context>
<context>
    <name>PresetGallery</name>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
</context>
<context>
    <name>PresetInfo</name>
    <message>
        <source>Expected test {0}: {1}</source>
        <translation>预期测试{0}：{1}</translation>
    </message>
    <message>
        <source>Lesson of {0} scenes: press F11</source>
        <translation>课程，共 {0} 幕：按 F11</translation>
    </message>
    <message>
        <source>What the preset shows</source>
        <translation>该预设展示什么</translation>
    </message>
    <message>
        <source>baseline {0}</source>
        <translation>基线 {0}</translation>
    </message>
</context>
<context>
    <name>PresetList</name>
    <message>
        <source>No preset is like that. Ask for less.</source>
        <translation>没有这样的预设。请放宽条件。</translation>
    </message>
</context>
<context>
    <name>PresetModel</name>
    <message>
        <source>Broken on purpose</source>
        <translation>故意弄坏的</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Time series</source>
        <translation>时间序列</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0} 秒</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Alias</source>
        <comment>macOS Finder</comment>
        <translation>替身</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>驱动器</translation>
    </message>
    <message>
        <source>File Folder</source>
        <comment>Match Windows Explorer</comment>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Folder</source>
        <comment>All other platforms</comment>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <comment>All other platforms</comment>
        <translation>快捷方式</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>QuestionCard</name>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
</context>
<context>
    <name>QueueTable</name>
    <message>
        <source>Nothing is queued here yet: Add to queue, in the menu Run, puts the experiment in.</source>
        <translation>队列还是空的：“运行”菜单里的“加入队列”会把当前实验放进来。</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
</context>
<context>
    <name>QueueTableModel</name>
    <message>
        <source>Preset and changes</source>
        <translation>预设与改动</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>已放弃</translation>
    </message>
    <message>
        <source>running</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>to be gone on with</source>
        <translation>可继续</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>{0}, held</source>
        <translation>{0}，已搁置</translation>
    </message>
</context>
<context>
    <name>QueueView</name>
    <message>
        <source>Abort</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>Another folder</source>
        <translation>另一个文件夹</translation>
    </message>
    <message>
        <source>Begin no other run, and end with those that run</source>
        <translation>不再开始新的训练，正在进行的训练完成后结束</translation>
    </message>
    <message>
        <source>Begin no other run; those that run go on</source>
        <translation>不再开始新的训练；正在进行的继续</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Do not begin this one, or do</source>
        <translation>不开始这一个，或重新允许</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Duplicate with a change</source>
        <translation>复制并改动</translation>
    </message>
    <message>
        <source>Duplicate …</source>
        <translation>复制 …</translation>
    </message>
    <message>
        <source>End this run; it stays first, held, and can go on</source>
        <translation>结束这次训练；它留在最前并被搁置，以后可以继续</translation>
    </message>
    <message>
        <source>End those that run, too; they can be gone on with</source>
        <translation>正在进行的训练也结束；以后可以继续</translation>
    </message>
    <message>
        <source>First</source>
        <translation>移到最前</translation>
    </message>
    <message>
        <source>Folder of a queue</source>
        <translation>队列所在的文件夹</translation>
    </message>
    <message>
        <source>Hide the queue</source>
        <translation>隐藏队列</translation>
    </message>
    <message>
        <source>Hide the queue; it goes on</source>
        <translation>隐藏队列；它会继续</translation>
    </message>
    <message>
        <source>Hold, or no longer</source>
        <translation>搁置，或不再搁置</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Out of the list; its recording stays</source>
        <translation>从列表中移除；它的记录保留</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Runs at a time</source>
        <translation>同时训练的数目</translation>
    </message>
    <message>
        <source>Runs at a time; they share the cores</source>
        <translation>同时训练的数目；它们分用处理器核</translation>
    </message>
    <message>
        <source>Setting and value, for example training.learning_rate=0.01; several with spaces between them:</source>
        <translation>设置与值，例如 training.learning_rate=0.01；多项之间用空格分开：</translation>
    </message>
    <message>
        <source>Show its recording, also while it trains</source>
        <translation>显示它的记录，训练进行中也可以</translation>
    </message>
    <message>
        <source>Show the queue of another folder</source>
        <translation>显示另一个文件夹的队列</translation>
    </message>
    <message>
        <source>Show the queue of another folder than {0}</source>
        <translation>显示 {0} 以外的文件夹的队列</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>The same once more, with a change</source>
        <translation>再来一次，并作改动</translation>
    </message>
    <message>
        <source>Train this one earlier</source>
        <translation>提前训练这一个</translation>
    </message>
    <message>
        <source>Train this one later</source>
        <translation>推后训练这一个</translation>
    </message>
    <message>
        <source>Train this one next</source>
        <translation>下一个就训练这一个</translation>
    </message>
    <message>
        <source>Train what is listed, also after this window closes</source>
        <translation>训练所列的各项，窗口关闭后也继续</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>{0} of {1} done</source>
        <translation>{1} 项中已完成 {0} 项</translation>
    </message>
    <message>
        <source>{0}, ending</source>
        <translation>{0}，正在结束</translation>
    </message>
    <message>
        <source>{0}, paused</source>
        <translation>{0}，已暂停</translation>
    </message>
    <message>
        <source>{0}, starting</source>
        <translation>{0}，正在启动</translation>
    </message>
    <message>
        <source>{0}, stopping after those that run</source>
        <translation>{0}，正在进行的完成后停止</translation>
    </message>
    <message>
        <source>{0}, training beside this window</source>
        <translation>{0}，在本窗口之外训练中</translation>
    </message>
</context>
<context>
    <name>RaceController</name>
    <message>
        <source>Both lanes are the same; change something in Setup, or choose another preset.</source>
        <translation>两条赛道完全相同；请在“设置”中改动一项，或另选一个预设。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>The experiment in Setup has a problem; correct it there, or take a preset.</source>
        <translation>“设置”中的实验有问题；请在那里改正，或选用一个预设。</translation>
    </message>
    <message>
        <source>Training in progress in the main window; stop it first.</source>
        <translation>主窗口中训练正在进行；请先停止它。</translation>
    </message>
    <message>
        <source>as set up</source>
        <translation>按设置</translation>
    </message>
    <message>
        <source>race {0} {1}</source>
        <translation>竞赛 {0} {1}</translation>
    </message>
</context>
<context>
    <name>RacePlot</name>
    <message>
        <source>Choose what races against what, then press Start.</source>
        <translation>选择参加竞赛的两个实验，然后点“开始”。</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Curves of both runs over steps</source>
        <translation>两次运行随步数变化的曲线</translation>
    </message>
    <message>
        <source>Logarithmic axis of values</source>
        <translation>数值用对数轴</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>竞赛</translation>
    </message>
    <message>
        <source>log y</source>
        <translation>对数 y</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>test {0}</source>
        <translation>测试{0}</translation>
    </message>
    <message>
        <source>training loss</source>
        <translation>训练损失</translation>
    </message>
</context>
<context>
    <name>RaceProgress</name>
    <message>
        <source>step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>{0} steps/s</source>
        <translation>{0} 步/秒</translation>
    </message>
</context>
<context>
    <name>RaceWindow</name>
    <message>
        <source>End both runs; they stay recorded</source>
        <translation>结束两次运行；记录会保留</translation>
    </message>
    <message>
        <source>Hold both at the same step</source>
        <translation>让两者停在同一步</translation>
    </message>
    <message>
        <source>One step of each, then hold</source>
        <translation>各走一步，然后暂停</translation>
    </message>
    <message>
        <source>Panel of both lanes</source>
        <translation>两条赛道都显示的面板</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Race</source>
        <translation>竞赛</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>单步</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Train both from their first step, or go on</source>
        <translation>从第一步开始训练两者，或继续</translation>
    </message>
</context>
<context>
    <name>Readings</name>
    <message>
        <source>first head, strongest key of each query: {0}</source>
        <translation>第一个头，每个查询最强的键：{0}</translation>
    </message>
    <message>
        <source>from {0} to {1}, mean {2}; the largest at {3}</source>
        <translation>从 {0} 到 {1}，平均 {2}；最大值在 {3}</translation>
    </message>
    <message>
        <source>{0}; right</source>
        <translation>{0}；正确</translation>
    </message>
    <message>
        <source>{0}; wrong, the true class is {1}</source>
        <translation>{0}；错误，真实类别是 {1}</translation>
    </message>
</context>
<context>
    <name>Readme</name>
    <message>
        <source>Made by: {0}</source>
        <translation>制作：{0}</translation>
    </message>
    <message>
        <source>Open the ZIP file itself in Neural Playground to go on from exactly this state.</source>
        <translation>在 Neural Playground 中打开这个 ZIP 文件本身，即可从此状态继续。</translation>
    </message>
    <message>
        <source>Run: {0}, pictures of step {1}</source>
        <translation>运行：{0}，图片为第 {1} 步</translation>
    </message>
    <message>
        <source>To run the script, in the folder code: {0}</source>
        <translation>在文件夹 code 中运行脚本：{0}</translation>
    </message>
    <message>
        <source>code: the model in PyTorch alone, as a script and a notebook, with its weights</source>
        <translation>code：只用 PyTorch 写的模型，有脚本和笔记本，附权重</translation>
    </message>
    <message>
        <source>data.zip: what it learned from; unpack it, and choose the folder when the program asks for it</source>
        <translation>data.zip：训练所用的数据；解压后，在程序询问时选择该文件夹</translation>
    </message>
    <message>
        <source>film.gif: the training from its beginning to its end</source>
        <translation>film.gif：从头到尾的训练过程</translation>
    </message>
    <message>
        <source>handout.pdf and handout.html: the lesson, the result, the settings and the pictures, to print</source>
        <translation>handout.pdf 和 handout.html：课程、结果、设置和图片，可打印</translation>
    </message>
    <message>
        <source>pictures: every panel, light and dark as PNG, and as SVG and PDF in vector</source>
        <translation>pictures：每个面板，浅色和深色 PNG，vector 中为 SVG 和 PDF</translation>
    </message>
    <message>
        <source>preset.toml: the experiment, to train it again</source>
        <translation>preset.toml：实验设置，可重新训练</translation>
    </message>
    <message>
        <source>recording.run: everything that was recorded</source>
        <translation>recording.run：记录下的全部内容</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Forget these files</source>
        <translation>清除这些文件</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>最近打开</translation>
    </message>
</context>
<context>
    <name>RecordingsDock</name>
    <message>
        <source>Runs</source>
        <translation>运行列表</translation>
    </message>
</context>
<context>
    <name>RecordingsTable</name>
    <message>
        <source>No recording matches these words.</source>
        <translation>没有符合这些词的运行记录。</translation>
    </message>
    <message>
        <source>No recordings in this folder yet: every run is recorded, so press Run.</source>
        <translation>这个文件夹中还没有运行记录：每次运行都会记录，请点“运行”。</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>运行记录</translation>
    </message>
</context>
<context>
    <name>RecordingsTableModel</name>
    <message>
        <source>Over seeds</source>
        <translation>各种子</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>记录时间</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>being recorded</source>
        <translation>正在记录</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{0} (baseline {1})</source>
        <translation>{0}（基线 {1}）</translation>
    </message>
    <message>
        <source>{0} seeds: mean {1}, {2} … {3}</source>
        <translation>{0} 个种子：平均 {1}，{2} … {3}</translation>
    </message>
</context>
<context>
    <name>RecordingsView</name>
    <message>
        <source>Copy picture of the curves</source>
        <translation>复制曲线图</translation>
    </message>
    <message>
        <source>Delete; kept for a week so that it can be undone</source>
        <translation>删除；保留一周，可以撤销</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter by name, tag, state or setting</source>
        <translation>按名称、标签、状态或设置筛选</translation>
    </message>
    <message>
        <source>Folder of recordings</source>
        <translation>存放运行记录的文件夹</translation>
    </message>
    <message>
        <source>Hide the runs</source>
        <translation>隐藏运行列表</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Overlay, or no longer</source>
        <translation>叠加，或不再叠加</translation>
    </message>
    <message>
        <source>Put back what was deleted last</source>
        <translation>放回上一次删除的</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行列表</translation>
    </message>
    <message>
        <source>Save picture of the curves</source>
        <translation>保存曲线图</translation>
    </message>
    <message>
        <source>Show another folder</source>
        <translation>显示另一个文件夹</translation>
    </message>
    <message>
        <source>Show another folder than {0}</source>
        <translation>显示 {0} 以外的文件夹</translation>
    </message>
    <message>
        <source>Tags, with commas between them</source>
        <translation>标签，用逗号分隔</translation>
    </message>
    <message>
        <source>Train with five seeds</source>
        <translation>用五个种子训练</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1} 个中的 {0} 个</translation>
    </message>
</context>
<context>
    <name>ResultReadout</name>
    <message>
        <source>as expected</source>
        <translation>符合预期</translation>
    </message>
    <message>
        <source>baseline {0}</source>
        <translation>基线 {0}</translation>
    </message>
    <message>
        <source>better than expected</source>
        <translation>好于预期</translation>
    </message>
    <message>
        <source>expected {0}</source>
        <translation>预期 {0}</translation>
    </message>
    <message>
        <source>not there yet</source>
        <translation>尚未达到</translation>
    </message>
    <message>
        <source>test {0} {1}</source>
        <translation>测试{0} {1}</translation>
    </message>
    <message>
        <source>worse than expected</source>
        <translation>差于预期</translation>
    </message>
</context>
<context>
    <name>RowWidget</name>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Reset {0}</source>
        <translation>重置{0}</translation>
    </message>
</context>
<context>
    <name>RunController</name>
    <message>
        <source>A new run starts from the weights in {0}; Continue trains them.</source>
        <translation>新的运行从 {0} 中的权重开始；点“继续”开始训练。</translation>
    </message>
    <message>
        <source>End it and open</source>
        <translation>结束并打开</translation>
    </message>
    <message>
        <source>End the race and run</source>
        <translation>结束竞赛并运行</translation>
    </message>
    <message>
        <source>Race in progress. A run of its own ends it; both its runs stay recorded.</source>
        <translation>竞赛正在进行。单独运行会结束它；它的两次运行都留有记录。</translation>
    </message>
    <message>
        <source>This recording ended early.</source>
        <translation>这份运行记录提前结束了。</translation>
    </message>
    <message>
        <source>Training in progress. Opening {0} ends it; it stays recorded and can be resumed.</source>
        <translation>训练正在进行。打开 {0} 会结束它；它留有记录，可以继续。</translation>
    </message>
</context>
<context>
    <name>RunProgress</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>ended early</source>
        <translation>提前结束</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>preparing data and model …</source>
        <translation>正在准备数据和模型 …</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>已记录</translation>
    </message>
    <message>
        <source>recorded; the training is at {0}</source>
        <translation>已记录；训练进行到 {0}</translation>
    </message>
    <message>
        <source>step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>stopping …</source>
        <translation>正在停止 …</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>{0} steps/s</source>
        <translation>{0} 步/秒</translation>
    </message>
</context>
<context>
    <name>SamplingBoxes</name>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Temperature: logits are divided by it before the softmax; 0 takes the largest</source>
        <translation>温度：logits 先除以它再做 softmax；0 表示取最大的那个</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k（前 k 个）</translation>
    </message>
    <message>
        <source>Top-k: only the k likeliest tokens may be drawn</source>
        <translation>Top-k：只从概率最大的 k 个词元中抽取</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p（核采样）</translation>
    </message>
    <message>
        <source>Top-p (nucleus): only the likeliest tokens that together reach this probability may be drawn</source>
        <translation>Top-p（核采样）：只从概率之和刚达到该值的、最可能的那些词元中抽取</translation>
    </message>
    <message>
        <source>k = all</source>
        <translation>k = 全部</translation>
    </message>
</context>
<context>
    <name>SanityPanel</name>
    <message>
        <source>Sanity check</source>
        <translation>合理性检验</translation>
    </message>
    <message>
        <source>layers drawn anew, from {0} down to {1}</source>
        <translation>重新抽取的层数，从{0}往下到{1}</translation>
    </message>
    <message>
        <source>rank correlation</source>
        <translation>秩相关</translation>
    </message>
    <message>
        <source>{0} of {1} layers drawn anew · stays most like itself: {2}</source>
        <translation>{1} 层中重新抽取了 {0} 层 · 变化最小：{2}</translation>
    </message>
</context>
<context>
    <name>SeriesEditor</name>
    <message>
        <source>A double click, or Space, marks a point.</source>
        <translation>双击或按空格键标记一个点。</translation>
    </message>
    <message>
        <source>Drag the points; or ← → to choose one, ↑ ↓ to move it.</source>
        <translation>拖动各点；或用 ← → 选择、↑ ↓ 移动。</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>序列</translation>
    </message>
</context>
<context>
    <name>SetupDock</name>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>In a picture</source>
        <translation>在图像中</translation>
    </message>
    <message>
        <source>In the network</source>
        <translation>在网络图中</translation>
    </message>
    <message>
        <source>In the table of runs</source>
        <translation>在运行列表中</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>On the stage</source>
        <translation>在演示中</translation>
    </message>
    <message>
        <source>On the timeline</source>
        <translation>在时间轴上</translation>
    </message>
    <message>
        <source>a ring, a magnifier at the pointer</source>
        <translation>指针处的指示圈、放大镜</translation>
    </message>
    <message>
        <source>black screen</source>
        <translation>黑屏</translation>
    </message>
    <message>
        <source>click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>count a hand</source>
        <translation>记一票</translation>
    </message>
    <message>
        <source>draw one head of attention, all of them</source>
        <translation>画出一个注意力头，或所有头</translation>
    </message>
    <message>
        <source>explain its largest value</source>
        <translation>解释它的最大值</translation>
    </message>
    <message>
        <source>explain the next cell</source>
        <translation>解释相邻的格子</translation>
    </message>
    <message>
        <source>from one panel alone back to all</source>
        <translation>从单独一个面板回到全部</translation>
    </message>
    <message>
        <source>go to the next node</source>
        <translation>移到下一个节点</translation>
    </message>
    <message>
        <source>hold the training, or let it go on</source>
        <translation>暂停训练，或让它继续</translation>
    </message>
    <message>
        <source>leave</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>light, dark</source>
        <translation>浅色、深色</translation>
    </message>
    <message>
        <source>next, previous scene</source>
        <translation>下一幕、上一幕</translation>
    </message>
    <message>
        <source>one recorded step back or on</source>
        <translation>后退或前进一个已记录的步</translation>
    </message>
    <message>
        <source>open the recording</source>
        <translation>打开运行记录</translation>
    </message>
    <message>
        <source>overlay its curves, or no longer</source>
        <translation>叠加它的曲线，或不再叠加</translation>
    </message>
    <message>
        <source>rename, delete</source>
        <translation>重命名、删除</translation>
    </message>
    <message>
        <source>show the keys</source>
        <translation>显示按键</translation>
    </message>
    <message>
        <source>switch off or replace what is explained</source>
        <translation>关闭或替换正在解释的部分</translation>
    </message>
    <message>
        <source>take the last hand back</source>
        <translation>撤回上一次举手</translation>
    </message>
    <message>
        <source>the first, the newest recorded step</source>
        <translation>最早、最新的已记录的步</translation>
    </message>
    <message>
        <source>the lesson from its beginning, with a new run</source>
        <translation>从头开始这一课，重新训练</translation>
    </message>
    <message>
        <source>the specimen, to draw, type or choose; and away</source>
        <translation>观察样例：可绘制、输入或选择；再按一次收起</translation>
    </message>
    <message>
        <source>this scene again, with its question</source>
        <translation>重放本场景，连同问题</translation>
    </message>
    <message>
        <source>unfold it, or fold it</source>
        <translation>展开或折叠</translation>
    </message>
    <message>
        <source>where this number comes from, alone; Esc: the scene again</source>
        <translation>单独显示这个数从何而来；Esc 回到本场景</translation>
    </message>
</context>
<context>
    <name>SpeakerWindow</name>
    <message>
        <source>Notes</source>
        <translation>讲者备注</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>接下来</translation>
    </message>
</context>
<context>
    <name>SpecimenPanel</name>
    <message>
        <source>A recording keeps its specimen. Press Run to train anew, then choose another.</source>
        <translation>运行记录的观察样例不能改变。点“运行”重新训练，然后另选观察样例。</translation>
    </message>
    <message>
        <source>Load a specimen</source>
        <translation>加载观察样例</translation>
    </message>
    <message>
        <source>Load …</source>
        <translation>加载 …</translation>
    </message>
    <message>
        <source>Press Run. Then choose, draw or type here what all pictures show.</source>
        <translation>请点“运行”。然后在这里选择、绘画或输入所有图像要显示的观察样例。</translation>
    </message>
    <message>
        <source>Specimen</source>
        <translation>观察样例</translation>
    </message>
</context>
<context>
    <name>SpecimenTextEditor</name>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Text files (*.txt *.md);;All files (*)</source>
        <translation>文本文件 (*.txt *.md);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>StepBox</name>
    <message>
        <source>Any step</source>
        <translation>任意一步</translation>
    </message>
    <message>
        <source>Any step, also between the recorded ones: it is replayed from the checkpoint before</source>
        <translation>任意一步，包括未记录的：从它之前的检查点重放得到</translation>
    </message>
</context>
<context>
    <name>StepScaleButton</name>
    <message>
        <source>Logarithmic axis of steps</source>
        <translation>步数用对数轴</translation>
    </message>
    <message>
        <source>log x</source>
        <translation>对数 x</translation>
    </message>
</context>
<context>
    <name>SweepChart</name>
    <message>
        <source>A sweep trains a preset with each of many settings: type playground sweep --help in a terminal, then open its folder here.</source>
        <translation>参数扫描用多组设置逐一训练同一个预设：在终端输入 playground sweep --help，然后在这里打开它的文件夹。</translation>
    </message>
    <message>
        <source>No setting has a result yet.</source>
        <translation>还没有哪组设置有结果。</translation>
    </message>
    <message>
        <source>Picture of the sweep</source>
        <translation>参数扫描的图像</translation>
    </message>
    <message>
        <source>Share of the variance of the results&apos; ranks that a setting explains by itself</source>
        <translation>单独一项设置所能解释的结果名次方差的比例</translation>
    </message>
    <message>
        <source>This sweep varies nothing but the seed.</source>
        <translation>这次扫描只改变随机种子。</translation>
    </message>
</context>
<context>
    <name>SweepTableModel</name>
    <message>
        <source>Best: {0}. Test {1} {2}</source>
        <translation>最佳：{0}。测试 {1} {2}</translation>
    </message>
    <message>
        <source>Chance alone could explain that the best one is better (Welch&apos;s t test at 5 %).</source>
        <translation>最佳设置的优势可能只是偶然（Welch t 检验，5 %）。</translation>
    </message>
    <message>
        <source>One run of each setting says nothing of chance: train with several seeds.</source>
        <translation>每组设置只训练一次，看不出偶然性：请用几个种子训练。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Validation {0}</source>
        <translation>验证 {0}</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>已放弃</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>running</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
</context>
<context>
    <name>SweepView</name>
    <message>
        <source>All settings</source>
        <translation>全部设置</translation>
    </message>
    <message>
        <source>Another folder</source>
        <translation>另一个文件夹</translation>
    </message>
    <message>
        <source>Best into Setup</source>
        <translation>最佳设置放入表单</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Folder of a sweep</source>
        <translation>参数扫描的文件夹</translation>
    </message>
    <message>
        <source>Hide the sweep</source>
        <translation>隐藏参数扫描</translation>
    </message>
    <message>
        <source>Overlay the curves of these runs, or of all</source>
        <translation>叠画这些运行的曲线，或全部的曲线</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Set up an experiment with the best setting</source>
        <translation>用最佳设置建立一个实验</translation>
    </message>
    <message>
        <source>Settings, best first</source>
        <translation>各组设置，最佳在前</translation>
    </message>
    <message>
        <source>Show the sweep of another folder</source>
        <translation>显示另一个文件夹的参数扫描</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>参数扫描</translation>
    </message>
    <message>
        <source>Take all brushes away</source>
        <translation>去掉所有选刷</translation>
    </message>
    <message>
        <source>The {0} best of {1} runs are overlaid.</source>
        <translation>{1} 次运行中最好的 {0} 次已叠画。</translation>
    </message>
    <message>
        <source>against {0}</source>
        <translation>结果随{0}的变化</translation>
    </message>
    <message>
        <source>importance</source>
        <translation>重要性</translation>
    </message>
    <message>
        <source>parallel coordinates</source>
        <translation>平行坐标</translation>
    </message>
    <message>
        <source>{0} of {1} runs begun</source>
        <translation>{1} 次运行中已开始 {0} 次</translation>
    </message>
    <message>
        <source>{0} runs</source>
        <translation>{0} 次运行</translation>
    </message>
</context>
<context>
    <name>TabOverflow</name>
    <message>
        <source>All tabs</source>
        <translation>全部标签页</translation>
    </message>
</context>
<context>
    <name>TextChoice</name>
    <message>
        <source>Asked for</source>
        <translation>预测目标</translation>
    </message>
    <message>
        <source>Encoding of the text</source>
        <translation>文本的编码</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>读作</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>要预测什么</translation>
    </message>
    <message>
        <source>the next character</source>
        <translation>下一个字符</translation>
    </message>
    <message>
        <source>the next word</source>
        <translation>下一个词</translation>
    </message>
</context>
<context>
    <name>TilePanel</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>not a finite number</source>
        <translation>不是有限的数</translation>
    </message>
</context>
<context>
    <name>TopExamplesPanel</name>
    <message>
        <source>An input that excites it more than these: by gradient ascent, or token by token</source>
        <translation>比这些更能激活它的输入：用梯度上升，或逐个词元地找到</translation>
    </message>
    <message>
        <source>Beyond …</source>
        <translation>超越 …</translation>
    </message>
    <message>
        <source>Top examples</source>
        <translation>最强激活样本</translation>
    </message>
    <message>
        <source>click one to show it</source>
        <translation>点击一个即可显示</translation>
    </message>
</context>
<context>
    <name>TourNavigator</name>
    <message>
        <source>Space starts the training.</source>
        <translation>按空格键开始训练。</translation>
    </message>
    <message>
        <source>step {0} of {1}</source>
        <translation>第 {0} 步，共 {1} 步</translation>
    </message>
</context>
<context>
    <name>TrainingStepHtml</name>
    <message>
        <source>(a kink of a ReLU, or float32 has no more digits)</source>
        <translation>（ReLU 的拐点，或 float32 已没有更多位数）</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>反向</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前向</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Not taken yet: press Step (F7), and the model&apos;s own new value stands here.</source>
        <translation>还没有走：点“单步”（F7），模型自己的新值就会出现在这里。</translation>
    </message>
    <message>
        <source>Step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>The model took the step: {0}, difference {1}.</source>
        <translation>模型走了这一步：{0}，相差 {1}。</translation>
    </message>
    <message>
        <source>The step itself</source>
        <translation>走这一步</translation>
    </message>
    <message>
        <source>The {0} examples of the next batch go through the model.</source>
        <translation>下一批的 {0} 个样本通过模型。</translation>
    </message>
    <message>
        <source>Update by {0}</source>
        <translation>用 {0} 更新</translation>
    </message>
    <message>
        <source>by backpropagation</source>
        <translation>反向传播的结果</translation>
    </message>
    <message>
        <source>by finite differences, in float64</source>
        <translation>有限差分的结果，float64</translation>
    </message>
    <message>
        <source>relative difference {0}</source>
        <translation>相对误差 {0}</translation>
    </message>
</context>
<context>
    <name>TrainingStepPanel</name>
    <message>
        <source>Explain the next step</source>
        <translation>解释下一步</translation>
    </message>
    <message>
        <source>One step</source>
        <translation>一步演算</translation>
    </message>
    <message>
        <source>Pause a run, and see its next step worked out in order: forward, loss, backward, update. Then take it and compare.</source>
        <translation>暂停运行，即可看到下一步按顺序演算：前向、损失、反向、更新。然后走这一步并比较。</translation>
    </message>
    <message>
        <source>Pause the run first</source>
        <translation>请先暂停运行</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>权重的位置</translation>
    </message>
    <message>
        <source>The place of one weight, counted from 1, such as 3, 1, 2, 2</source>
        <translation>一个权重的位置，从 1 数起，例如 3, 1, 2, 2</translation>
    </message>
    <message>
        <source>The step in its order</source>
        <translation>按顺序的一步</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
    <message>
        <source>the largest gradient of all</source>
        <translation>全部梯度中最大的</translation>
    </message>
</context>
<context>
    <name>TransplantPanel</name>
    <message>
        <source>Cells: {0} of {1} test examples, with one layer of the step at the left put into the model of step {2}.</source>
        <translation>各格：{1} 个测试样本的{0}，把左侧那一步的一层放入第 {2} 步的模型。</translation>
    </message>
    <message>
        <source>Layers of</source>
        <translation>取自</translation>
    </message>
    <message>
        <source>Patching across time</source>
        <translation>跨时间替换</translation>
    </message>
    <message>
        <source>The two lanes do not have the same layers: choose two experiments with one architecture.</source>
        <translation>两条赛道的层不相同：请选择同一架构的两个实验。</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>earlier steps</source>
        <translation>更早的步</translation>
    </message>
    <message>
        <source>layer of</source>
        <translation>层取自</translation>
    </message>
    <message>
        <source>layer that is put in</source>
        <translation>放入的层</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>the other lane</source>
        <translation>另一条赛道</translation>
    </message>
</context>
<context>
    <name>UnitPanel</name>
    <message>
        <source>Channel or unit</source>
        <translation>通道或单元</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>feature</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>no. {0}</source>
        <translation>第 {0} 个</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>单元</translation>
    </message>
</context>
<context>
    <name>WalkStage</name>
    <message>
        <source>Next cell</source>
        <translation>下一个单元格</translation>
    </message>
    <message>
        <source>Speed of the walk</source>
        <translation>逐步演示的速度</translation>
    </message>
    <message>
        <source>Walk</source>
        <translation>逐步演示</translation>
    </message>
    <message>
        <source>fast</source>
        <translation>快</translation>
    </message>
    <message>
        <source>normal speed</source>
        <translation>正常速度</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>慢</translation>
    </message>
</context>
<context>
    <name>WantedPanel</name>
    <message>
        <source>Activation maximisation</source>
        <translation>激活最大化</translation>
    </message>
    <message>
        <source>Begun with the best {0} of these and with {0} sequences drawn; of the {1} exchanges of one token that the slope favours the best is made, until none adds a ten-thousandth. Here: {2}, exchanges: {3} (underlined). Each token occurs at its place in the test set; the sequence need not.</source>
        <translation>从其中最好的 {0} 个和随机抽取的 {0} 个序列出发；每次在梯度最看好的 {1} 种单个词元替换中取最好的一种，直到没有一种再增加万分之一。此处：始于{2}，替换 {3} 次（带下划线）。每个词元都在测试集的该位置出现过；整个序列则未必。</translation>
    </message>
    <message>
        <source>Found input {0}, best of {1} test examples {2}.</source>
        <translation>找到的输入 {0}，{1} 个测试样本中最高 {2}。</translation>
    </message>
    <message>
        <source>Gradient ascent from {0} noises, kept within the range of real inputs, less {1} × mean difference of neighbours and {2} × mean square.</source>
        <translation>从 {0} 个噪声出发作梯度上升，保持在真实输入的范围内，减去 {1} × 相邻值的平均差和 {2} × 均方。</translation>
    </message>
    <message>
        <source>Inputs of this model are not looked for: it is too large, or has no embedding to search along.</source>
        <translation>不为此模型寻找输入：它太大，或没有可供搜索的嵌入。</translation>
    </message>
    <message>
        <source>Neither what was found nor any of {0} test examples excites it: it is dead.</source>
        <translation>找到的输入和 {0} 个测试样本都不能激活它：它已失活。</translation>
    </message>
    <message>
        <source>Only the source is looked for: what is written stays as a test example has it.</source>
        <translation>只寻找源序列：已写出的内容保持为某个测试样本的内容。</translation>
    </message>
    <message>
        <source>The input of this unit is being looked for; at once while the run is paused.</source>
        <translation>正在寻找这个单元的输入；暂停训练时马上就能找到。</translation>
    </message>
    <message>
        <source>found</source>
        <translation>找到</translation>
    </message>
    <message>
        <source>found input</source>
        <translation>找到的输入</translation>
    </message>
    <message>
        <source>found input; its largest value at step {0}</source>
        <translation>找到的输入；最大值在第 {0} 步</translation>
    </message>
    <message>
        <source>found source; largest at step {0} of the written {1}</source>
        <translation>找到的源序列；第 {0} 步最大，写的是 {1}</translation>
    </message>
    <message>
        <source>largest at step {0}</source>
        <translation>第 {0} 步最大</translation>
    </message>
    <message>
        <source>largest at step {0} of {1}</source>
        <translation>第 {0} 步最大，写的是 {1}</translation>
    </message>
    <message>
        <source>test example {0}</source>
        <translation>测试样本 {0}</translation>
    </message>
    <message>
        <source>tokens drawn</source>
        <translation>随机抽取的词元</translation>
    </message>
</context>
<context>
    <name>WeightsController</name>
    <message>
        <source>Export weights and code</source>
        <translation>导出权重和代码</translation>
    </message>
    <message>
        <source>Import weights</source>
        <translation>导入权重</translation>
    </message>
    <message>
        <source>Model, ONNX</source>
        <translation>模型，ONNX</translation>
    </message>
    <message>
        <source>Notebook with weights beside it</source>
        <translation>笔记本，权重在旁</translation>
    </message>
    <message>
        <source>Python script with weights beside it</source>
        <translation>Python 脚本，权重在旁</translation>
    </message>
    <message>
        <source>Saved {0}</source>
        <translation>已保存 {0}</translation>
    </message>
    <message>
        <source>The experiment has a problem: solve it first, then import weights into it.</source>
        <translation>实验有问题：请先解决，再导入权重。</translation>
    </message>
    <message>
        <source>The last export or import is not done yet: wait a moment, then try again.</source>
        <translation>上一次导出或导入还没有完成：请稍候再试。</translation>
    </message>
    <message>
        <source>There are no weights yet: run the experiment first.</source>
        <translation>还没有权重：请先运行实验。</translation>
    </message>
    <message>
        <source>Training in progress: stop it first, then import the weights. It stays recorded.</source>
        <translation>训练正在进行：请先停止它，再导入权重。记录会保留。</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weights, PyTorch state_dict</source>
        <translation>权重，PyTorch state_dict</translation>
    </message>
    <message>
        <source>Weights, safetensors</source>
        <translation>权重，safetensors</translation>
    </message>
    <message>
        <source>Working …</source>
        <translation>正在处理 …</translation>
    </message>
    <message>
        <source>{0} could not be compared with the model; try again.</source>
        <translation>{0} 无法与模型比较；请再试一次。</translation>
    </message>
    <message>
        <source>{0} was not saved; try again.</source>
        <translation>{0} 没有保存；请再试一次。</translation>
    </message>
</context>
<context>
    <name>WindowTitle</name>
    <message>
        <source>step {0}</source>
        <translation>第 {0} 步</translation>
    </message>
</context>
</TS>

"""What everything else stands on: errors, places, versions, and how a setting is declared."""

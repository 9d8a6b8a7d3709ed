"""From files to a published mailing, stage by stage; the use cases put the stages together."""

"""The world: dated facts about states, groups and items, each with its source."""

"""The page shell: layout, components, navigation, error pages, and the tags templates are written with."""

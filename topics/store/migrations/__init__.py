"""Schema changes, one file each; ``topics db upgrade`` and opening a store apply them."""

"""The register of the site: people, devices and software of the contractor, and their wiping before they leave."""

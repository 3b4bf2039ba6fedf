"""The published tables: releases, and questions put to them."""

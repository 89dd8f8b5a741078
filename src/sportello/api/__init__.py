"""HTTP, by audience: widget (customers), desk (people at work), platform (owners). The domain never imports it."""

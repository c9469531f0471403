// Nothing but the precompiled headers that its target asks for.

"""The bundled sample portals, and the two nights that `nianbao demo` plays against them."""

# find_package(Tacit [COMPONENTS tacit indexes]): imported targets tacit::tacit and tacit::indexes, both always there.
# They are shared libraries whose own dependencies are private, so nothing else has to be found.
include("${CMAKE_CURRENT_LIST_DIR}/TacitTargets.cmake")

foreach(component IN LISTS Tacit_FIND_COMPONENTS)
  if(TARGET tacit::${component})
    set(Tacit_${component}_FOUND TRUE)
  elseif(Tacit_FIND_REQUIRED_${component})
    set(Tacit_FOUND FALSE)
    set(Tacit_NOT_FOUND_MESSAGE "Tacit has no component '${component}': expected tacit or indexes")
  endif()
endforeach()

set(expected "rules.txt: units_too names engine_room, which does not stand above it
simulator/cost/shows_a_third_party.h may not include <yaml-cpp/yaml.h>
simulator/cost/unknown_header.cpp may not include <sqlite3.h>
simulator/cost/shows_a_third_party.h reaches simulator/engine/engine.h through simulator/cost/shows_a_third_party.h: cost may not include engine
simulator/strange/new_folder.h: folder strange is not in rules.txt
simulator/units/upward.h reaches simulator/engine/engine.h through simulator/units/upward.h: units may not include engine
rules.txt: report does not need units
rules.txt: units_too does not need report
rules.txt: units_too does not need engine_room
rules.txt: nobody includes <fmt/>
")
execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${EXAMPLE} -DRULES=rules.txt -P ${SCRIPT}
  WORKING_DIRECTORY ${EXAMPLE} RESULT_VARIABLE code ERROR_VARIABLE printed)
string(REGEX REPLACE "CMake Error.*" "" printed "${printed}")
if(code EQUAL 0 OR NOT printed STREQUAL expected)
  message(FATAL_ERROR "expected:\n${expected}\nprinted (exit ${code}):\n${printed}")
endif()

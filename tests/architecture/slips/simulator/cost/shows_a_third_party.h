#include "simulator/units/clean.h"
#include "simulator/engine/engine.h"
#include <yaml-cpp/yaml.h>

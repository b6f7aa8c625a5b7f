#include <yaml-cpp/yaml.h>
#include "simulator/engine/engine.h"
#include "simulator/units/clean.h"

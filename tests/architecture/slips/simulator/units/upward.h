#include <boost/any.hpp>
#include "simulator/engine/engine.h"

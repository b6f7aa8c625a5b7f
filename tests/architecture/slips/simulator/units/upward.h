#include "simulator/engine/engine.h"
#include <boost/any.hpp>

#include "simulator/units/clean.h"

#include <sqlite3.h>
#include "simulator/units/clean.h"

#pragma once

namespace isocost {

/// What a component did for the requests of users that came in the measured window, in nanoseconds.
struct ComponentUse {
  double calls = 0;
  double errors = 0;  ///< refused, timed out or failed
  double cold = 0;    ///< waited for a start
  double handler = 0;
  double waiting = 0;   ///< of the handler time: for the answers of others
  double critical = 0;  ///< of the response times of users: the part that passed in this component
  double messages = 0;  ///< that were sent to it, each counted once
  double lost = 0;      ///< of them: given up by the platform after its last attempt
  double states = 0;    ///< of a workflow, entered in the measured window
  double useful =
      0;  ///< handler time, its own and of those it waited for, behind a good answer to a user or message

  ComponentUse& operator+=(const ComponentUse& other);
  ComponentUse& operator*=(double times);
};

}  // namespace isocost

/// Which of the categories of FOCUS a service of the catalogue belongs to, and who provides it: a bill line
/// knows only the price's id, such as "aws/lambda/requests".
#pragma once

#include <string>
#include <string_view>

namespace isocost {

/// "Compute", "Networking", …: the allowed values of ServiceCategory in FOCUS 1.2; "Other" for a service that
/// is not known here, such as one of an overlay.
[[nodiscard]] std::string service_category(std::string_view price_id);

/// "AWS", "Google Cloud"; the first word of the id where no better name is known.
[[nodiscard]] std::string provider_name(std::string_view price_id);

/// "aws/lambda" of "aws/lambda/requests".
[[nodiscard]] std::string service_id(std::string_view price_id);

}  // namespace isocost

#include "simulator/report/pdf.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "simulator/report/private_folder.h"
#include "simulator/report/program.h"

namespace isocost {
namespace {

constexpr const char* maker = "weasyprint";

}  // namespace

bool has_pdf_maker() { return find_program(maker).has_value(); }

std::string pdf_of_page(const std::string& page) {
  const PrivateFolder folder;
  const std::string from = folder.file("report.html"), to = folder.file("report.pdf");
  std::ofstream file(from, std::ios::binary);
  file << page;
  file.close();
  if (!file) throw std::runtime_error(from + " cannot be written");
  // Embedded fonts have a time: without it the same page gives the same bytes.
  std::vector<std::string> environment;
  if (std::getenv("SOURCE_DATE_EPOCH") == nullptr) environment.emplace_back("SOURCE_DATE_EPOCH=0");
  run_program(find_program(maker).value(), {from, to}, environment);
  return content_of(to);
}

}  // namespace isocost

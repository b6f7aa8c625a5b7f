#include "simulator/cli/pdf.h"

#include <fmt/format.h>

#include <cstdlib>

#include "simulator/cli/command.h"
#include "simulator/cli/program.h"
#include "simulator/report/private_folder.h"

namespace isocost::cli {
namespace {

constexpr const char* maker = "weasyprint";

}  // namespace

bool can_make_pdf() {
  if (find_program(maker)) return true;
  fmt::print(stderr,
             "error: PDF needs WeasyPrint, which is not installed\n"
             "hint: sudo apt install weasyprint; or --format html, which every browser prints\n");
  return false;
}

std::string pdf_of_page(const std::string& page) {
  const PrivateFolder folder;
  write_file(folder.file("report.html"), page);
  // Embedded fonts have a time: without it the same page gives the same bytes.
  std::vector<std::string> environment;
  if (std::getenv("SOURCE_DATE_EPOCH") == nullptr) environment.emplace_back("SOURCE_DATE_EPOCH=0");
  run_program(find_program(maker).value(), {folder.file("report.html"), folder.file("report.pdf")},
              environment);
  return content_of(folder.file("report.pdf"));
}

}  // namespace isocost::cli

package dev.segmentnovu.e2e.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A page of the documentation with parts that a test generates, so that they stay correct. */
final class GeneratedPage {
  private static final String WRITE = "relay.docs.write";

  private final Path path;

  GeneratedPage(Path path) {
    this.path = path;
  }

  /**
   * Checks that each part is on the page between its marks. If the system property says so, writes
   * the parts instead.
   */
  void hold(Map<String, String> parts) throws IOException {
    String page = Files.readString(path);
    String made = page;
    for (Map.Entry<String, String> part : parts.entrySet()) {
      made = put(made, part.getKey(), part.getValue());
    }
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(path, made);
    } else {
      assertThat(page)
          .as("%s is not what came out; make it anew with -D%s=true", path.getFileName(), WRITE)
          .isEqualTo(made);
    }
  }

  private static String put(String page, String name, String part) {
    String begin = "<!-- made by the test: " + name + " -->\n";
    String end = "<!-- end -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end, Math.max(from, 0));
    assertThat(from).as("the place for %s", name).isNotNegative();
    assertThat(to).as("the end of %s", name).isNotNegative();
    return page.substring(0, from + begin.length()) + "\n" + part + "\n" + page.substring(to);
  }
}

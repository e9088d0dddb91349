package dev.segmentnovu.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links in the Markdown files lead somewhere, and the tests that they name exist. */
final class DocumentationTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
  private static final Pattern TEST =
      Pattern.compile("`(\\w+(?:Test|[a-z]IT))(?:[.#]([a-z]\\w+))?`");

  /** Long enough to be the name of a test and not a code, a setting or a metric. */
  private static final Pattern SENTENCE =
      Pattern.compile("`((?!relay_|jvm_)[a-z]+(?:_[a-z0-9]+){4,})`");

  /** Two words at least: a word alone may be anything. */
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`");

  private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

  @Test
  void each_link_leads_to_a_file_and_a_heading() {
    List<String> broken = new ArrayList<>();
    for (Path page : files(".md")) {
      for (String target : found(LINK, withoutCode(page))) {
        if (!target.matches("[a-z]+:.*") && !leadsSomewhere(page, target)) {
          broken.add(ROOT.relativize(page) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  /** The anchors that GitHub makes of a page's headings. */
  private static Set<String> anchors(Path page) {
    Set<String> anchors = new HashSet<>();
    for (String heading : found(HEADING, withoutCode(page))) {
      String anchor =
          heading
              .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N}_ -]", "")
              .replace(' ', '-');
      for (int i = 1; !anchors.add(anchor); i++) {
        anchor = anchor.replaceFirst("(-\\d+)?$", "-" + i);
      }
    }
    return anchors;
  }

  @Test
  void each_test_method_that_is_named_exists() {
    Set<String> methods = new HashSet<>();
    sources().values().forEach(source -> methods.addAll(found(METHOD, read(source))));
    List<String> missing = new ArrayList<>();
    for (Path page : files(".md")) {
      for (String name : found(SENTENCE, withoutCode(page))) {
        if (!methods.contains(name)) {
          missing.add(ROOT.relativize(page) + ": " + name);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void each_test_class_that_is_named_exists() {
    Map<String, Path> sources = sources();
    List<String> missing = new ArrayList<>();
    for (Path page : files(".md")) {
      for (MatchResult named : TEST.matcher(withoutCode(page)).results().toList()) {
        Path source = sources.get(named.group(1));
        String method = named.group(2);
        if (source == null || (method != null && !found(METHOD, read(source)).contains(method))) {
          missing.add(ROOT.relativize(page) + ": " + named.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void each_type_that_the_pages_for_contributors_name_exists() {
    List<String> missing = new ArrayList<>();
    for (String page : List.of("docs/architecture.md", "CONTRIBUTING.md")) {
      missing.addAll(found(TYPE, withoutCode(ROOT.resolve(page))));
    }
    missing.removeAll(sources().keySet());
    assertThat(missing).isEmpty();
  }

  private static Map<String, Path> sources() {
    Map<String, Path> sources = new HashMap<>();
    for (Path file : files(".java")) {
      sources.put(file.getFileName().toString().replace(".java", ""), file);
    }
    return sources;
  }

  private static List<Path> files(String suffix) {
    try (Stream<Path> walk = Files.find(ROOT, 30, (path, unused) -> isOurs(path, suffix))) {
      return walk.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(Path path, String suffix) {
    String name = "/" + ROOT.relativize(path).toString().replace('\\', '/');
    return name.endsWith(suffix)
        && !name.contains("/target/")
        && !name.contains("/node_modules/")
        && !name.contains("/.git/");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  private static String withoutCode(Path page) {
    return CODE_BLOCK.matcher(read(page)).replaceAll("");
  }

  private static String read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

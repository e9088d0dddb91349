package dev.segmentnovu.e2e.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A block of shell commands in a page.
 *
 * @param page below the root of the repository, such as {@code docs/faq.md}
 * @param lines its lines
 */
record DocumentedBlock(String page, List<ShellLine> lines) {

  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** Also inside a list, whose items may begin with the block. */
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *(?:\\d+\\. )?```sh\n(.*?)^ *```$");

  DocumentedBlock {
    lines = List.copyOf(lines);
  }

  /** The blocks of all pages, in the order of the pages' paths. */
  static List<DocumentedBlock> all() {
    try (Stream<Path> files = Files.find(ROOT, 30, (path, unused) -> isPage(path))) {
      return files.sorted().flatMap(DocumentedBlock::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPage(Path path) {
    String name = "/" + ROOT.relativize(path).toString().replace('\\', '/');
    return name.endsWith(".md")
        && !name.contains("/target/")
        && !name.contains("/node_modules/")
        && !name.contains("/.git/");
  }

  private static Stream<DocumentedBlock> of(Path file) {
    String page = ROOT.relativize(file).toString().replace('\\', '/');
    return BLOCK
        .matcher(read(file))
        .results()
        .map(found -> new DocumentedBlock(page, ShellScript.lines(found.group(1))));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

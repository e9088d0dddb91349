package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.config.read.TextFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads files and remembers what they held, as digests. They are read in full each time: they are
 * small, and no time of change is as sure as the content, least of all where a directory's link is
 * swapped beneath them.
 */
final class SeenFiles implements TextFiles {

  private final TextFiles files;
  private final Map<Path, String> seen = new LinkedHashMap<>();

  SeenFiles(TextFiles files) {
    this.files = files;
  }

  /** What these files hold now. */
  static Map<Path, String> look(TextFiles files, Collection<Path> paths) {
    var looking = new SeenFiles(files);
    for (Path path : paths) {
      try {
        looking.read(path);
      } catch (IOException e) {
        // that it cannot be read is what was seen
      }
    }
    return looking.seen();
  }

  @Override
  public String read(Path file) throws IOException {
    try {
      String text = files.read(file);
      seen.put(file, digest(text));
      return text;
    } catch (IOException e) {
      seen.put(file, "unreadable: " + e.getClass().getName());
      throw e;
    }
  }

  /** What each file held when it was read last. */
  Map<Path, String> seen() {
    return Map.copyOf(seen);
  }

  private static String digest(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(bytes));
  }
}

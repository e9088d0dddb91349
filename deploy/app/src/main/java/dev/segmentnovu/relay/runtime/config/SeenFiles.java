package dev.segmentnovu.relay.runtime.config;

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
 * Reads files and remembers digests of their content. Reads them in full each time: they are small,
 * and only the content is certain, because a symbolic link to their directory may change.
 */
final class SeenFiles implements TextFiles {

  private final TextFiles files;
  private final Map<Path, String> seen = new LinkedHashMap<>();

  SeenFiles(TextFiles files) {
    this.files = files;
  }

  /** The present content of these files. */
  static Map<Path, String> look(TextFiles files, Collection<Path> paths) {
    var looking = new SeenFiles(files);
    for (Path path : paths) {
      try {
        looking.read(path);
      } catch (IOException e) {
        // remember that the file could not be read
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

  /** The content of each file when it was read last. */
  Map<Path, String> seen() {
    return Map.copyOf(seen);
  }

  private static String digest(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(bytes));
  }
}

package dev.segmentnovu.ingest.admin.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads packaged files, from a directory or a jar. */
final class Resources {

  private Resources() {}

  /**
   * A packaged file.
   *
   * @param name its absolute name, or its name in this package
   * @throws IllegalStateException if it is not packaged
   */
  static byte[] read(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw missing(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The packaged files beside {@code sibling} and below, by their path from there, in order. */
  static Map<String, byte[]> beside(String sibling) {
    URL url = Resources.class.getResource(sibling);
    if (url == null) {
      throw missing(sibling);
    }
    try {
      if (!url.getProtocol().equals("jar")) {
        return tree(directoryOf(Path.of(url.toURI())));
      }
      String[] parts = url.toString().substring("jar:".length()).split("!", 2);
      try (FileSystem jar = FileSystems.newFileSystem(Path.of(new URI(parts[0])))) {
        return tree(directoryOf(jar.getPath(parts[1])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e); // Java made the address of the resource
    }
  }

  private static Path directoryOf(Path file) {
    return file.resolveSibling("");
  }

  private static Map<String, byte[]> tree(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(
            directory.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static IllegalStateException missing(String name) {
    return new IllegalStateException(name + " is not packaged");
  }
}

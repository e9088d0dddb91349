package dev.segmentnovu.config.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the configuration file and the files of secrets that it names. */
@FunctionalInterface
public interface TextFiles {

  /** The largest file; no configuration is larger. */
  int MAX_BYTES = 4 << 20;

  /**
   * The content of a file, which must be UTF-8.
   *
   * @throws IOException if it cannot be read, is no text or is larger than {@link #MAX_BYTES}
   */
  String read(Path file) throws IOException;

  /** The files on the disk. */
  static TextFiles onDisk() {
    return file -> {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new IOException("it is larger than " + MAX_BYTES + " bytes");
        }
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      }
    };
  }
}

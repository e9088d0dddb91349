package dev.segmentnovu.ingest.admin.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the console in memory.
 *
 * @param type its content type
 * @param plain the file as it is
 * @param compressed the file in gzip's format
 */
record StoredFile(String type, byte[] plain, byte[] compressed) {

  /** A file with this path, whose ending gives its content type. */
  static StoredFile of(String path, byte[] plain) {
    return new StoredFile(typeOf(path), plain, compress(plain));
  }

  private static String typeOf(String path) {
    return switch (path.substring(path.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("No content type is known for " + path);
    };
  }

  /** The bytes in gzip's format, as small as possible. */
  static byte[] compress(byte[] plain) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new BestGzip(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writes to memory, which does not fail
    }
    return out.toByteArray();
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}

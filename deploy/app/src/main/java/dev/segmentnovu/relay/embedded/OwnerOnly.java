package dev.segmentnovu.relay.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files that only their owner may read, because they contain events and passwords. File systems
 * without such permissions are used as they are.
 */
final class OwnerOnly {

  private static final String DIRECTORY = "rwx------";
  private static final String FILE = "rw-------";

  private OwnerOnly() {}

  /** Creates the directory if it does not exist, and removes the permissions of other users. */
  static void directory(Path directory) throws IOException {
    if (isPosix(directory.toAbsolutePath())) {
      Files.createDirectories(directory, attribute(DIRECTORY));
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(DIRECTORY));
    } else {
      Files.createDirectories(directory);
    }
  }

  /** Removes the permissions of other users to a file. */
  static void file(Path file) throws IOException {
    if (isPosix(file.toAbsolutePath())) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE));
    }
  }

  /** Replaces the content of a file. */
  static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    if (isPosix(file.toAbsolutePath())) {
      Files.createFile(file, attribute(FILE));
    }
    Files.writeString(
        file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?> attribute(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}

package dev.segmentnovu.relay.embedded;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of {@code relay up}, locked by one process at a time. The operating system releases
 * the lock when the process ends, in whatever way it ends.
 */
public final class DataDirectory implements AutoCloseable {
  /** The usual directory, as the default of an option: {@code data} beside the relay script. */
  public static final String OPTION_DEFAULT = "${env:RELAY_HOME:-.}/data";

  private static final String LOCK = "up.lock";

  /** Where Redis keeps its append-only file. */
  private static final String APPEND_ONLY = "appendonlydir";

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * The usual directory.
   *
   * @param home the variable {@code RELAY_HOME}; empty if it is not set
   */
  public static Path usual(String home) {
    return Path.of(home.isEmpty() ? "." : home, "data");
  }

  /**
   * Creates the directory if it does not exist, and locks it.
   *
   * @throws CannotRunException if that is impossible, or another process has the lock
   */
  public static DataDirectory hold(Path directory) {
    try {
      OwnerOnly.directory(directory);
      Path path = directory.toRealPath();
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        String holder = Files.readString(path.resolve(LOCK)).strip();
        channel.close();
        throw new CannotRunException(
            ExitCode.UNAVAILABLE,
            "Another relay up (process "
                + holder
                + ") works with "
                + path
                + ". Stop it first, or name another directory with --data.");
      }
      OwnerOnly.file(path.resolve(LOCK));
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      throw new CannotRunException(
          ExitCode.UNAVAILABLE,
          "The data directory "
              + directory
              + " cannot be used ("
              + e
              + "). Name another with --data.");
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Whether Redis's files are still here. If somebody deletes or moves the directory, Redis
   * continues to write into a file without a name.
   */
  boolean isThere() {
    return Files.exists(path.resolve(LOCK)) && Files.exists(path.resolve(APPEND_ONLY));
  }

  /** What is wrong if the directory has disappeared, and what to do; empty if it is there. */
  public Optional<String> problem() {
    return isThere()
        ? Optional.empty()
        : Optional.of(
            "The data directory "
                + path
                + " was deleted or moved while the relay runs, so nothing new is kept. Move it"
                + " back, or let the relay deliver what it has and start it again");
  }

  /** The real path, without symbolic links. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new CannotRunException(ExitCode.BUG, "The lock of " + path + " did not close: " + e);
    }
  }
}

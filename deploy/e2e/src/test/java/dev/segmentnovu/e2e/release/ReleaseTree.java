package dev.segmentnovu.e2e.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A copy of the files that the scripts of a release read and write, without sources. */
final class ReleaseTree {

  /** The repository. */
  static final Path ROOT = Path.of("..", "..");

  /** What the repository of the image in a release is called. */
  static final String IMAGE = "registry.example.com/acme/segment-novu-relay";

  private static final List<String> COPIED =
      List.of(
          "pom.xml",
          "LICENSE",
          "SECURITY.md",
          "CONTRIBUTING.md",
          "docs",
          "common/src/main/resources/dev/segmentnovu/config/relay-defaults.yaml",
          "deploy/docker",
          "deploy/helm",
          "deploy/monitoring",
          "deploy/release");

  private final Path home;

  private ReleaseTree(Path home) {
    this.home = home;
  }

  /**
   * What a script said.
   *
   * @param exitCode 0 if it did its work
   * @param text standard output and error
   */
  record Run(int exitCode, String text) {}

  /** A copy in {@code home}, whose changelog has one line that no release has yet. */
  static ReleaseTree in(Path home) throws IOException {
    for (String part : COPIED) {
      copy(ROOT.resolve(part), home.resolve(part));
    }
    Files.writeString(
        home.resolve("CHANGELOG.md"),
        """
        # Changelog

        ## Unreleased

        - A new thing.

        ## 0.0.9 - 2026-01-01

        - An old thing.
        """);
    return new ReleaseTree(home);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        // scripts stay executable
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** Runs a script of {@code deploy/release}, or another program. */
  Run run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    boolean ofRelease = program.endsWith(".sh");
    command.add(ofRelease ? home.resolve("deploy/release/" + program).toString() : program);
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().put("SOURCE_DATE_EPOCH", "1700000000");
    builder.environment().put("IMAGE_REPOSITORY", IMAGE);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), text);
  }

  /** Replaces {@code from} by {@code to} in a file. */
  void replace(String file, String from, String to) throws IOException {
    Path path = home.resolve(file);
    Files.writeString(path, Files.readString(path).replace(from, to));
  }

  String read(String file) throws IOException {
    return Files.readString(home.resolve(file));
  }
}

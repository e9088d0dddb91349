package dev.segmentnovu.e2e.docker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The engine of this machine, by its command line: as an operator uses it. */
final class Engine {
  static final String IMAGE = "segment-novu-relay:test";

  private static final Duration BUILD = Duration.ofMinutes(20);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Engine() {}

  /** {@code --offline}, where the base of the build has all libraries. */
  private static Stream<String> mavenOptions() {
    return Optional.ofNullable(System.getenv("RELAY_TEST_MAVEN_OPTIONS")).stream()
        .flatMap(options -> Stream.of("--build-arg", "MAVEN_OPTIONS=" + options));
  }

  /** Builds the image from the sources of this repository. */
  static void build(Path repository) {
    List<String> command =
        Stream.of(
                Stream.of("docker", "build", "-t", IMAGE),
                Stream.of("-f", repository.resolve("deploy/docker/Dockerfile").toString()),
                Stream.of("--build-arg", "VERSION=test", "--build-arg", "REVISION=abc"),
                mavenOptions(),
                Stream.of(repository.toString()))
            .flatMap(part -> part)
            .toList();
    Shell.run(BUILD, command);
  }

  /** Runs a command of {@code docker}, and returns what it printed. */
  static String docker(String... arguments) {
    return Shell.run(LIMIT, command(arguments));
  }

  /** Runs a container to its end, as strictly as an operator can. */
  static Shell.Ended runRelay(String... arguments) {
    return Shell.end(
        LIMIT,
        Map.of(),
        Stream.concat(
                Stream.of(
                    "docker",
                    "run",
                    "--rm",
                    "--read-only",
                    "--cap-drop=ALL",
                    "--security-opt=no-new-privileges",
                    IMAGE),
                Stream.of(arguments))
            .toList());
  }

  private static List<String> command(String... arguments) {
    return Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList();
  }

  /** {@code docker compose} where it is there, and {@code docker-compose} elsewhere. */
  static List<String> compose() {
    List<String> newer = List.of("docker", "compose");
    List<String> version = List.of("docker", "compose", "version");
    return Shell.end(LIMIT, Map.of(), version).exitCode() == 0 ? newer : List.of("docker-compose");
  }
}

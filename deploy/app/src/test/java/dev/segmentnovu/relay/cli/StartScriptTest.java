package dev.segmentnovu.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the {@code relay} script in its own directory, with a build that waits until the test lets
 * it end.
 */
final class StartScriptTest {

  private static final String BUILD =
      """
      #!/bin/sh
      echo begun >> builds
      until [ -e go ]; do sleep 0.1; done
      cp made.jar deploy/app/target/relay.jar
      echo ended >> builds
      """;

  @TempDir private Path home = Path.of("");

  @BeforeEach
  void lay() throws IOException {
    layTree(home);
    Files.writeString(home.resolve("mvnw"), BUILD);
    assertThat(home.resolve("mvnw").toFile().setExecutable(true)).isTrue();
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Relay.class.getName());
    main.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(home.resolve("made.jar")), manifest).close();
  }

  @Test
  void of_two_processes_that_start_at_once_one_builds_and_the_other_waits() throws Exception {
    Process one = start("one");
    Process other = start("other");
    try {
      await().until(() -> said("one").contains("Building") || said("other").contains("Building"));
      await().until(() -> said("one").contains("Waiting") || said("other").contains("Waiting"));
      Files.createFile(home.resolve("go"));

      assertThat(exitCode(one)).as(said("one")).isZero();
      assertThat(exitCode(other)).as(said("other")).isZero();
      assertThat(home.resolve("builds")).hasContent("begun\nended\n");
    } finally {
      one.destroy();
      other.destroy();
    }
  }

  @Test
  void after_a_killed_build_the_relay_is_built_again() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path target = Files.createDirectories(home.resolve("deploy/app/target"));
    Files.createSymbolicLink(target.resolve("build.lock"), Path.of(Long.toString(gone.pid())));
    Files.writeString(target.resolve("relay.jar"), "half a jar");
    Files.createFile(home.resolve("go"));

    Process relay = start("relay");

    assertThat(exitCode(relay)).as(said("relay")).isZero();
    assertThat(home.resolve("builds")).hasContent("begun\nended\n");
    assertThat(target.resolve("build.lock")).doesNotExist();
  }

  /** Creates the script and the files that it expects beside it, without sources. */
  static void layTree(Path home) throws IOException {
    for (String module : List.of("common", "ingest", "worker", "deploy/sandbox", "deploy/app")) {
      Files.createDirectories(home.resolve(module));
    }
    Files.createFile(home.resolve("pom.xml"));
    Files.createFile(home.resolve("deploy/pom.xml"));
    Files.copy(Path.of("jvm.options"), home.resolve("deploy/app/jvm.options"));
    Path script = Files.copy(Path.of("..", "..", "relay"), home.resolve("relay"));
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private Process start(String name) throws IOException {
    var builder = new ProcessBuilder("./relay", "help").directory(home.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.redirectErrorStream(true).redirectOutput(log(name)).start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private File log(String name) {
    return home.resolve(name + ".log").toFile();
  }

  private String said(String name) throws IOException {
    return Files.readString(log(name).toPath());
  }
}

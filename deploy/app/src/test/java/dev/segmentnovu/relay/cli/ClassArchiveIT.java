package dev.segmentnovu.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class archive of the build contains the classes that a relay needs to deliver an event. */
class ClassArchiveIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void a_relay_that_delivers_finds_its_classes_in_the_archive() throws Exception {
    Path classes = directory.resolve("classes");
    Path log = directory.resolve("log");

    Process relay =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xshare:on",
                "-XX:SharedArchiveFile=" + TARGET.resolve("relay.jsa"),
                "-Xlog:class+load:file=" + classes,
                "-jar",
                TARGET.resolve("relay.jar").toString(),
                "rehearse",
                "--directory=" + directory.resolve("rehearsal"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();

    assertThat(relay.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(relay.exitValue()).as(Files.readString(log)).isZero();
    Set<String> archived =
        Files.readAllLines(classes).stream()
            .filter(line -> line.contains("source: shared objects file"))
            .map(line -> line.substring(line.indexOf("] ") + 2, line.indexOf(" source:")))
            .collect(Collectors.toSet());
    assertThat(archived)
        .contains(
            "dev.segmentnovu.ingest.IngestVerticle",
            "dev.segmentnovu.worker.WorkerVerticle",
            "dev.segmentnovu.worker.novu.NovuCall",
            "org.redisson.Redisson",
            "io.vertx.core.impl.VertxImpl");
  }

  @Test
  void java_ignores_an_unusable_archive_silently() throws Exception {
    StartScriptTest.layTree(directory);
    Path target = Files.createDirectories(directory.resolve("deploy/app/target"));
    for (String whole : List.of("lib", "relay.jsa")) {
      Files.createSymbolicLink(target.resolve(whole), TARGET.resolve(whole));
    }
    // newer than the jar for which the archive was made
    Files.copy(TARGET.resolve("relay.jar"), target.resolve("relay.jar"));

    var version = new ProcessBuilder("./relay", "--version").directory(directory.toFile());
    version.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process relay = version.redirectErrorStream(true).start();

    assertThat(relay.inputReader().lines()).singleElement().asString().startsWith("relay 0.");
    assertThat(relay.waitFor()).isZero();
  }
}

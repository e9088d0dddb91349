package dev.segmentnovu.e2e.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.jni.NativeLibrary;
import dev.segmentnovu.e2e.release.ReleaseTree.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the scripts of a release, but for those that need Maven or a container engine. */
final class ReleaseScriptsTest {

  @TempDir private Path home = Path.of("");

  private ReleaseTree tree;

  @BeforeEach
  void copy() throws IOException {
    tree = ReleaseTree.in(home);
  }

  @Test
  void a_release_has_one_version_and_its_notes() throws Exception {
    assertThat(tree.run("set-version.sh", "7.8.9", "2026-12-01")).isEqualTo(new Run(0, "7.8.9\n"));

    assertThat(tree.run("version.sh", "v7.8.9")).isEqualTo(new Run(0, "7.8.9\n"));
    assertThat(tree.run("notes.sh", "7.8.9")).isEqualTo(new Run(0, "- A new thing.\n"));
    assertThat(tree.run("notes.sh", "0.0.9")).isEqualTo(new Run(0, "- An old thing.\n"));
    assertThat(tree.read("CHANGELOG.md")).contains("## Unreleased\n\n## 7.8.9 - 2026-12-01\n");
  }

  @Test
  void the_notes_link_to_the_pages_of_the_version() throws Exception {
    tree.replace("CHANGELOG.md", "- A new thing.", "- A new [thing](docs/thing.md#part).");
    tree.run("set-version.sh", "7.8.9", "2026-12-01");

    assertThat(
            tree.run(
                "env", "SOURCE_URL=https://example.com/relay", "deploy/release/notes.sh", "7.8.9"))
        .isEqualTo(
            new Run(
                0, "- A new [thing](https://example.com/relay/blob/v7.8.9/docs/thing.md#part).\n"));
  }

  @Test
  void after_a_release_the_next_snapshot_leaves_the_changelog_alone() throws Exception {
    tree.run("set-version.sh", "7.8.9", "2026-12-01");
    String changelog = tree.read("CHANGELOG.md");

    assertThat(tree.run("set-version.sh", "7.9.0-SNAPSHOT"))
        .isEqualTo(new Run(0, "7.9.0-SNAPSHOT\n"));
    assertThat(tree.read("CHANGELOG.md")).isEqualTo(changelog);
  }

  @Test
  void the_tag_of_a_snapshot_is_refused() throws Exception {
    tree.run("set-version.sh", "7.8.9-SNAPSHOT");

    assertRefused(tree.run("version.sh", "v7.8.9-SNAPSHOT"), "set-version.sh 7.8.9,");
  }

  @Test
  void a_tag_of_another_version_is_refused() throws Exception {
    tree.run("set-version.sh", "7.8.9");

    assertRefused(tree.run("version.sh", "v7.8.8"), "Tag the release as v7.8.9");
  }

  @Test
  void a_tag_that_the_changelog_does_not_describe_is_refused() throws Exception {
    tree.run("set-version.sh", "7.8.9", "2026-12-01");
    tree.replace("CHANGELOG.md", "## 7.8.9", "## 7.8.8");

    assertRefused(tree.run("version.sh", "v7.8.9"), "CHANGELOG.md has nothing about 7.8.9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "appVersion"})
  void a_chart_of_another_version_is_refused(String key) throws Exception {
    tree.run("set-version.sh", "7.8.9");
    tree.replace(
        "deploy/helm/segment-novu-relay/Chart.yaml",
        "\n" + key + ": 7.8.9",
        "\n" + key + ": 1.0.0");

    assertRefused(tree.run("version.sh"), key + " in deploy/helm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1.0.0", "1.0", "1.0.0 "})
  void a_version_of_another_form_is_refused(String version) throws Exception {
    assertRefused(tree.run("set-version.sh", version), "Write for example 1.0.0");
  }

  @Test
  void a_version_is_released_once_and_with_changes() throws Exception {
    tree.run("set-version.sh", "7.8.9");

    assertRefused(tree.run("set-version.sh", "7.8.9"), "already has a part for 7.8.9");
    assertRefused(tree.run("set-version.sh", "7.8.10"), "Unreleased of CHANGELOG.md is empty");
  }

  /** Helm itself leaves these files out, and here a script packs. */
  @Test
  void the_packed_chart_has_no_file_that_helm_ignores() throws Exception {
    String[] names = tree.run("tar", "tzf", packed("one").toString()).text().split("\n");

    assertThat(tree.read("deploy/helm/segment-novu-relay/.helmignore").lines())
        .filteredOn(line -> !line.startsWith("#"))
        .containsExactly("ci/", ".DS_Store", "*.swp", "*~");
    assertThat(names)
        .contains("segment-novu-relay/Chart.yaml", "segment-novu-relay/values.schema.json")
        .noneMatch(name -> name.contains("/ci/") || name.endsWith("~"));
  }

  @Test
  void the_same_files_give_the_same_archive() throws Exception {
    Path one = packed("one");
    Files.setLastModifiedTime(
        home.resolve("deploy/helm/segment-novu-relay/values.yaml"),
        java.nio.file.attribute.FileTime.fromMillis(0));

    assertThat(packed("other")).hasSameBinaryContentAs(one);
  }

  @Test
  void what_an_operator_deploys_names_the_image_of_the_release() throws Exception {
    assertThat(tree.run("documentation.sh", "7.8.9", home.resolve("out").toString()))
        .isEqualTo(new Run(0, ""));

    assertThat(tree.read("out/deploy/docker/docker-compose.yml"))
        .contains("image: ${IMAGE:-" + ReleaseTree.IMAGE + ":7.8.9}")
        .doesNotContain("build");
    assertThat(tree.read("out/deploy/helm/segment-novu-relay/values.yaml"))
        .contains("\n  registry: \"registry.example.com\"\n")
        .contains("\n  repository: acme/segment-novu-relay\n");
    assertThat(home.resolve("out/deploy/monitoring/rules.yml")).exists();
    assertThat(home.resolve("out/deploy/docker/.env.example")).exists();
    try (var files = Files.walk(home.resolve("out"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .doesNotContain("Dockerfile", ".env", "pom.xml", "ci", "release.yml", "src");
    }
  }

  /** Helm checks the values of the chart against its schema. */
  @Test
  void the_chart_of_a_release_accepts_its_own_values() throws Exception {
    assumeTrue(
        NativeLibrary.serviceProviderLibrary(Helm.class.getClassLoader()) != null,
        "Helm's library has no build for this platform");
    tree.run("deployment.sh", "7.8.9", home.resolve("out").toString());

    String manifests =
        new Helm(home.resolve("out/helm/segment-novu-relay"))
            .template()
            .withKubeVersion("1.30.0")
            .call();

    assertThat(manifests).contains("image: " + ReleaseTree.IMAGE + ":");
  }

  @Test
  void an_archive_with_a_dead_link_is_refused() throws Exception {
    tree.replace("SECURITY.md", "(docs/operations/hardening.md)", "(docs/operations/missing.md)");

    assertRefused(
        tree.run("documentation.sh", "7.8.9", home.resolve("out").toString()),
        "./SECURITY.md: docs/operations/missing.md");
  }

  @Test
  void the_checksums_show_a_changed_file() throws Exception {
    Path directory = Files.createDirectories(home.resolve("out"));
    Files.writeString(directory.resolve("a"), "a");
    assertThat(tree.run("checksums.sh", directory.toString())).isEqualTo(new Run(0, ""));
    assertThat(tree.run("sh", "-c", "cd out && sha256sum -c SHA256SUMS").exitCode()).isZero();

    Files.writeString(directory.resolve("a"), "b");

    assertThat(tree.run("sh", "-c", "cd out && sha256sum -c SHA256SUMS").exitCode()).isNotZero();
  }

  private Path packed(String directory) throws Exception {
    Files.writeString(home.resolve("deploy/helm/segment-novu-relay/values.yaml~"), "");
    Path out = Files.createDirectories(home.resolve(directory));
    assertThat(tree.run("chart.sh", "7.8.9", out.toString())).isEqualTo(new Run(0, ""));
    return out.resolve("segment-novu-relay-chart-7.8.9.tgz");
  }

  private static void assertRefused(Run run, String remedy) {
    assertThat(run.exitCode()).as(run.text()).isEqualTo(1);
    assertThat(run.text()).contains(remedy);
  }
}

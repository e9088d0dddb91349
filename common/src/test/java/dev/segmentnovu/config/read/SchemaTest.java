package dev.segmentnovu.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.setting.LogVariable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The schema for editors says what the reader does. */
final class SchemaTest {

  private static final Path DOCS = Path.of("..", "docs");

  private final JsonObject schema;
  private final Validator validator;

  SchemaTest() throws IOException {
    schema = new JsonObject(Files.readString(DOCS.resolve("relay.schema.json")));
    validator =
        Validator.create(
            JsonSchema.of(schema),
            new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("https://localhost"));
  }

  @Test
  void it_has_every_setting_that_is_read_and_no_other() {
    Set<String> read = new TreeSet<>();
    for (String path : ConfigLoader.pathsRead(ThreeConfigs.FILE)) {
      read.add(path.replaceAll("^sources\\.(web|app)", "sources.*").replaceAll("\\[\\d+]", "[]"));
    }
    Set<String> described = new TreeSet<>();
    describe("", schema, described);

    // what a source may say, the defaults of every source may say
    for (String path : Set.copyOf(read)) {
      if (path.startsWith("sources.*.")) {
        read.add(path.replace("sources.*", "defaults"));
      }
    }
    assertThat(described).isEqualTo(read);
  }

  private void describe(String path, JsonObject of, Set<String> described) {
    JsonObject node = of.containsKey("$ref") ? resolve(of.getString("$ref")) : of;
    for (Map.Entry<String, Object> each : node.getJsonObject("properties", new JsonObject())) {
      String below = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
      described.add(below);
      describe(below, (JsonObject) each.getValue(), described);
    }
    if (node.getValue("additionalProperties") instanceof JsonObject every) {
      describe(path + ".*", every, described);
    }
    for (Object either : node.getJsonArray("anyOf", new JsonArray())) {
      JsonObject items = ((JsonObject) either).getJsonObject("items");
      if (items != null) {
        describe(path + "[]", items, described);
      }
    }
  }

  private JsonObject resolve(String reference) {
    return schema.getJsonObject("$defs").getJsonObject(reference.replace("#/$defs/", ""));
  }

  @Test
  void it_accepts_the_defaults_and_the_examples() throws IOException {
    assertThat(isValid(ConfigLoader.defaultFile())).isTrue();
    assertThat(isValid(ThreeConfigs.FILE)).isTrue();
    assertThat(isValid(Files.readString(Path.of("..", "deploy", "docker", "config", "relay.yaml"))))
        .isTrue();
    for (String example : examples()) {
      assertThat(isValid(example)).as(example).isTrue();
    }
  }

  @Test
  void what_the_documentation_shows_can_be_read() throws IOException {
    Map<String, String> env =
        Map.of(
            "SEGMENT_WRITE_KEY",
            "wk",
            "SEGMENT_SHARED_SECRET",
            "ss",
            "NOVU_API_KEY",
            "nk",
            "APP_WRITE_KEY",
            "wk-2",
            "RELAY_ADMIN_TOKEN",
            "token-of-the-admin");
    Map<String, String> files = Map.of("/run/secrets/novu-app", "nk-2");
    String deployed = Files.readString(Path.of("..", "deploy", "docker", "config", "relay.yaml"));
    Loading.valid(Loading.load(deployed, env, ProcessRole.BOTH, files));
    for (String example : examples()) {
      Loading.valid(Loading.load(example, env, ProcessRole.BOTH, files));
    }
  }

  @Test
  void the_documentation_lists_every_variable_and_no_other() throws IOException {
    Set<String> listed = new TreeSet<>();
    Files.readString(DOCS.resolve("configuration.md"))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .forEach(line -> listed.addAll(names("`([A-Z]+_[A-Z_]+)`", line.split("\\|", 3)[1])));
    Set<String> read = names("\\$\\{([A-Z_]+)(?=:)", withoutComments(ConfigLoader.defaultFile()));
    read.add(ConfigLoader.VARIABLE);
    for (LogVariable each : LogVariable.values()) {
      read.add(each.variable());
    }

    assertThat(listed).isEqualTo(read);
  }

  private static String withoutComments(String yaml) {
    return yaml.replaceAll("(?m)^\\s*#.*$", "");
  }

  private static Set<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The examples in the documentation of the configuration. */
  private static Set<String> examples() throws IOException {
    Set<String> examples = new TreeSet<>();
    String[] parts = Files.readString(DOCS.resolve("configuration.md")).split("```", -1);
    for (int i = 1; i < parts.length; i += 2) {
      if (parts[i].startsWith("yaml\n")) {
        examples.add(parts[i].substring(5));
      }
    }
    assertThat(examples).isNotEmpty();
    return examples;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quue: {}",
        "queue: { shards: 0 }",
        "queue: { lease: 60 }",
        "ingest: { port: http }",
        "sources: {}",
        "sources: { Web: {} }",
        "sources: { web: { unmapped: drop } }",
        "sources: { web: { rules: [{ when: x }] } }",
        "sources: { web: { rules: [{ workflow: w, payload: {} }] } }",
        "sources: { web: { workflow: {} } }",
        "alerts: { silence: 2h }",
        "alerts: { limits: { redisMemoryPercent: 0 } }",
      })
  void it_refuses_what_the_reader_refuses(String yaml) {
    assertThat(isValid(yaml)).isFalse();
    assertThat(Loading.load(yaml, Map.of(), ProcessRole.QUEUE))
        .isInstanceOf(ConfigResult.Invalid.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin: { tokens: [{ token: a-token-that-is-long }] }",
        "admin: { tokens: [{ name: n, token: a-token-that-is-long, rol: viewer }] }",
        "admin: { tokens: [{ name: n, token: a-token-that-is-long, role: root }] }",
      })
  void it_refuses_tokens_that_a_process_with_an_admin_port_refuses(String yaml) {
    assertThat(isValid(yaml)).isFalse();
    assertThat(
            Loading.errors(
                Loading.load(yaml, Map.of("SEGMENT_WRITE_KEY", "wk"), ProcessRole.INGEST)))
        .singleElement()
        .asString()
        .startsWith("admin.tokens[0].");
  }

  private boolean isValid(String yaml) {
    Map<String, Object> tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return validator.validate(new JsonObject(tree)).getValid();
  }
}

package dev.segmentnovu.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.segmentnovu.relay.fixture.CommandLineRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code docs/commands.md} and the help name commands and options that exist. */
final class CommandsDocumentedTest {

  private static final Path PAGE = Path.of("../../docs/commands.md");
  private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final Pattern COMMAND = Pattern.compile("\\brelay ([a-z][^|>)#\n]*)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");

  private static CommandLine relay() {
    var nowhere = new PrintWriter(Writer.nullWriter());
    return Relay.commandLine(Map.of(), nowhere, nowhere);
  }

  static List<String> documented() throws IOException {
    List<String> lines = new ArrayList<>();
    SHELL
        .matcher(Files.readString(PAGE))
        .results()
        .flatMap(block -> commands(block.group(1)))
        .forEach(lines::add);
    all(relay())
        .flatMap(command -> Stream.of(command.getCommandSpec().usageMessage().footer()))
        .filter(line -> line.startsWith("  "))
        .flatMap(CommandsDocumentedTest::commands)
        .forEach(lines::add);
    return lines;
  }

  private static Stream<String> commands(String text) {
    return COMMAND.matcher(text).results().map(found -> found.group(1).strip());
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandsDocumentedTest::all));
  }

  @ParameterizedTest
  @MethodSource("documented")
  void each_example_is_a_command_line_that_the_relay_understands(String line) {
    String[] words =
        WORD.matcher(line.replaceAll("   +.*", ""))
            .results()
            .map(word -> word.group(1) == null ? word.group() : word.group(1))
            .toArray(String[]::new);

    assertThatCode(() -> relay().parseArgs(words)).as(line).doesNotThrowAnyException();
  }

  @Test
  void each_command_is_documented_and_listed_by_help() throws IOException {
    String page = Files.readString(PAGE);
    String help = CommandLineRun.of(Map.of(), "help").out();
    for (CommandLine each : relay().getSubcommands().values()) {
      String name = each.getCommandName();
      if (each.getCommandSpec().usageMessage().hidden() || name.equals("help")) {
        continue;
      }
      assertThat(page).as(name).contains("`relay " + name);
      assertThat(help).as(name).containsPattern("(?m)^ +" + name);
      for (String below : each.getSubcommands().keySet()) {
        assertThat(page).containsPattern("`relay " + name + "[^|]*\\b" + below + "`");
        assertThat(CommandLineRun.of(Map.of(), name, "--help").out())
            .containsPattern("(?m)^ +" + below);
      }
    }
  }

  /** Lists of commands show the first line of a description only. */
  @Test
  void the_first_line_of_each_description_is_a_whole_sentence() {
    assertThat(
            all(relay())
                .map(CommandLine::getCommandSpec)
                .filter(spec -> !firstLine(spec.usageMessage().description()).endsWith("."))
                .map(CommandSpec::qualifiedName))
        .isEmpty();
  }

  private static String firstLine(String[] description) {
    return Stream.of(description).findFirst().orElse("");
  }

  @Test
  void each_command_about_a_running_relay_has_examples() {
    all(relay())
        .filter(command -> command.getCommandSpec().optionsMap().containsKey("--url"))
        .filter(command -> !command.getCommandName().equals("send"))
        .forEach(
            command ->
                assertThat(command.getUsageMessage())
                    .as(command.getCommandName())
                    .contains("Examples:"));
  }

  @Test
  void each_exit_code_is_documented() throws IOException {
    String page = Files.readString(PAGE);
    relay()
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .keySet()
        .forEach(code -> assertThat(page).containsPattern("(?m)^\\|[0-9, ]*\\b" + code + "\\b"));
  }
}

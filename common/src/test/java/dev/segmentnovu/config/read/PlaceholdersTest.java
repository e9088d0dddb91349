package dev.segmentnovu.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.read.Placeholders.Filled;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlaceholdersTest {

  private final Placeholders placeholders =
      new Placeholders(
          Map.of("A", "1", "EMPTY", " ", "TRICK", "${A}", "DOLLAR", "$1\\"),
          path ->
              switch (path.toString()) {
                case "/run/secret" -> "hush\n";
                case "/run/locked" -> throw new AccessDeniedException("/run/locked");
                case "/run/binary" -> throw new MalformedInputException(1);
                default -> throw new NoSuchFileException(path.toString());
              });

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "${A}, 1",
    "a${A}b${A}c, a1b1c",
    "${B:2}, 2",
    "${EMPTY:2}, 2",
    "${B:}, ''",
    "${B:https://api.novu.co}, https://api.novu.co",
    "${TRICK}, ${A}",
    "${DOLLAR}, $1\\",
    "$${A}, ${A}",
    "$$${A}, $${A}",
    "$sum($x){$y}, $sum($x){$y}",
    "${file:/run/secret}, hush",
    "' ${A} ', 1",
  })
  void a_placeholder_is_filled_in(String template, String text) {
    assertThat(placeholders.fill(template))
        .extracting(Filled::text, Filled::problem)
        .containsExactly(text, null);
  }

  @ParameterizedTest
  @CsvSource({
    "${B}, 'needs the environment variable B, which is not set: set it, or write ${B:default}'",
    "${EMPTY}, 'needs the environment variable EMPTY'",
    "${, 'has a ${ that begins no placeholder: write ${NAME}'",
    "${A, 'has a ${ that begins no placeholder'",
    "'${ \"a\": b }', 'has a ${ that begins no placeholder'",
    "${A:${B}}, 'has a ${ that begins no placeholder'",
    "${file:/run/none}, 'names the file /run/none, and there is none'",
    "${file:/run/locked}, 'names the file /run/locked, which may not be read'",
    "${file:/run/binary}, 'names the file /run/binary, which is no text in UTF-8'",
  })
  void a_placeholder_that_cannot_be_filled_in_is_an_error(String template, String problem) {
    assertThat(placeholders.fill(template).problem()).startsWith(problem);
  }

  @Test
  void the_variables_of_a_template_are_known() {
    assertThat(Placeholders.variables("${A:x} ${file:/b} $${C} ${D}")).containsExactly("A", "D");
  }
}

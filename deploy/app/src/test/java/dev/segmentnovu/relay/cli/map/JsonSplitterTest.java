package dev.segmentnovu.relay.cli.map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonSplitterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'a':1}                      | {'a':1}",
        "{'a':1}{'b':2} 7 'x' true    | {'a':1};{'b':2};7;'x';true",
        "[]                           | ",
        "[{'a':[1,2]},[3],4,'5,]']    | {'a':[1,2]};[3];4;'5,]'",
        "[{}] [ {} , {} ]             | {};{};{}",
        "{'a':'}]\\'{[','b':{}}       | {'a':'}]\\'{[','b':{}}",
        "{ 'a' : 1e2147483648 }       | { 'a' : 1e2147483648 }",
        "{'a':                        | {'a':",
      })
  void the_splitter_keeps_values_as_written(String input, @Nullable String values)
      throws Exception {
    assertThat(split(input)).isEqualTo(values == null ? List.of() : List.of(values.split(";")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[{}", "[{} {}]", "[{},]", "[,{}]", "]", "}", "[{}}]"})
  void an_array_that_is_not_json_is_rejected(String input) {
    assertThatThrownBy(() -> split(input)).isInstanceOf(JsonSplitter.NotJsonException.class);
  }

  @Test
  void the_line_is_where_a_value_begins() throws Exception {
    var splitter = splitter("{\n}\n\n[7,\n{}]");

    List<Integer> lines = new ArrayList<>();
    while (splitter.next() != null) {
      lines.add(splitter.line());
    }
    assertThat(lines).containsExactly(1, 4, 5);
  }

  private static List<String> split(String input) throws Exception {
    var splitter = splitter(input);
    List<String> values = new ArrayList<>();
    for (byte[] value = splitter.next(); value != null; value = splitter.next()) {
      values.add(new String(value, UTF_8).replace('"', '\''));
    }
    return values;
  }

  private static JsonSplitter splitter(String input) throws IOException {
    return new JsonSplitter(new ByteArrayInputStream(input.replace('\'', '"').getBytes(UTF_8)));
  }
}

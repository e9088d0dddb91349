package dev.segmentnovu.sandbox.javascript;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "-7.0, -7",
    "1.50, 1.5",
    "9007199254740992, 9007199254740992",
    "9007199254740993, 9007199254740992",
    "-9007199254740993, -9007199254740992",
    "12345678901234567890, 12345678901234567000",
    "0.1000000000000000055, 0.1",
    "1e400, null",
    "1e20, 100000000000000000000"
  })
  void a_number_is_a_double_to_javascript(String written, String read) throws Exception {
    var json = EventCodec.JSON.readTree("{\"a\":[{\"n\":" + written + "}]}");

    assertThat(Json.read(json)).hasToString("{\"a\":[{\"n\":" + read + "}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                       | {}",
        "{'a':{}}                 | {}",
        "{'a':{'b':{}},'c':1}     | {'c':1}",
        "{'a':{'b':{},'c':null}}  | {'a':{'c':null}}",
        "{'a':[{},{'b':{}}]}      | {'a':[{},{'b':{}}]}"
      },
      quoteCharacter = '`')
  void empty_objects_are_not_stored(String payload, String stored) throws Exception {
    var object = (ObjectNode) EventCodec.JSON.readTree(payload.replace('\'', '"'));

    assertThat(Json.stored(object)).hasToString(stored.replace('\'', '"'));
  }
}

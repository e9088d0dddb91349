package dev.segmentnovu.ingest.admin.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MergePatchTest {

  /** The examples of RFC 7386, appendix A. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"a":"b"}             | {"a":"c"}               | {"a":"c"}
          {"a":"b"}             | {"b":"c"}               | {"a":"b","b":"c"}
          {"a":"b"}             | {"a":null}              | {}
          {"a":"b","b":"c"}     | {"a":null}              | {"b":"c"}
          {"a":["b"]}           | {"a":"c"}               | {"a":"c"}
          {"a":"c"}             | {"a":["b"]}             | {"a":["b"]}
          {"a":{"b":"c"}}       | {"a":{"b":"d","c":null}} | {"a":{"b":"d"}}
          {"a":[{"b":"c"}]}     | {"a":[1]}               | {"a":[1]}
          ["a","b"]             | ["c","d"]               | ["c","d"]
          {"a":"b"}             | ["c"]                   | ["c"]
          {"a":"foo"}           | null                    | null
          {"a":"foo"}           | "bar"                   | "bar"
          {"e":null}            | {"a":1}                 | {"e":null,"a":1}
          [1,2]                 | {"a":"b","c":null}      | {"a":"b"}
          {}                    | {"a":{"bb":{"ccc":null}}} | {"a":{"bb":{}}}
          {"n":1.50}            | {"m":2}                 | {"n":1.50,"m":2}
          """)
  void a_patch_merges_as_the_standard_says(String target, String patch, String result)
      throws Exception {
    JsonNode original = EventCodec.JSON.readTree(target);

    assertThat(MergePatch.apply(original, EventCodec.JSON.readTree(patch)))
        .isEqualTo(EventCodec.JSON.readTree(result));
    assertThat(original).isEqualTo(EventCodec.JSON.readTree(target));
  }
}

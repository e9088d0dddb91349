package dev.segmentnovu.ingest.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.segmentnovu.event.EventCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like an e-mail address or a phone number, and what does not. */
final class PersonalDataTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ada@example.com                           | a***@***.com
          Ada.Lovelace+news@mail.example.co.uk      | A***@***.uk
          ada%40example.com                         | a***@***.com
          jürgen@müller.de                          | j***@***.de
          x@sub-domain.example                      | x***@***.example
          The email ada@x.io is wrong, bob@y.org too | The email a***@***.io is wrong, b***@***.org too
          auth0:ada@example.com                     | auth0:a***@***.com
          +491711234567                             | +49***67
          +49 171 123-45-67                         | +49***67
          +1 (555) 123-4567                         | +15***67
          phone:+491711234567                       | phone:+49***67
          00491711234567                            | 00***67
          491711234567                              | 49***67
          (030) 123 45 67                           | 03***67
          030/1234567                               | 03***67
          06.12.34.56.78                            | 06***78
          555-123-4567                              | 55***67
          'Call 555-123-4567, please'               | 'Call 55***67, please'
          """)
  void is_masked(String text, String masked) {
    assertThat(PersonalData.mask(text)).isEqualTo(masked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "user-1",
        "Order Completed",
        "@handle",
        "a@b",
        "42",
        "123456789",
        "1234567890123456789",
        "550e8400-e29b-41d4-a716-446655440000",
        "11111111-2222-3333-4444-555555555555",
        "2026-01-31",
        "2026-01-31T12:00:00Z",
        "2026-01-31 12:00:00",
        "192.168.100.200",
        "1234567.891",
        "ajs-1700000000000",
        "web.0.l1234567890",
        "65f0c2a1b3d4e5f6a7b8c9d0",
        "Novu answered 422 after 3 attempts"
      })
  void is_left_as_it_is(String text) {
    assertThat(PersonalData.mask(text)).isEqualTo(text);
  }

  @Test
  void a_long_text_takes_linear_time() {
    for (String part : new String[] {"a", "1", "1 ", "a.", "a@", "1.1."}) {
      String text = part.repeat(200_000);

      assertThat(PersonalData.mask(text)).isNotNull();
    }
  }

  @Test
  void a_copy_of_a_tree_is_masked_in_values_and_names() throws JsonProcessingException {
    var json =
        EventCodec.JSON.readTree(
            """
            {"traits":{"email":"ada@example.com","phone":491711234567,"age":36,"n":1.5,"ok":true,"no":null},
             "list":["bob@example.org",["x"]],"ada@example.com":1}""");
    String before = json.toString();

    assertThat(PersonalData.masked(json).toString())
        .isEqualTo(
            """
            {"traits":{"email":"a***@***.com","phone":"49***67","age":36,"n":1.5,"ok":true,"no":null},\
            "list":["b***@***.org",["x"]],"a***@***.com":1}""");
    assertThat(json.toString()).isEqualTo(before);
  }
}

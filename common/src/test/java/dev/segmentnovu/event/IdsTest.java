package dev.segmentnovu.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {

  /** What {@code "…".trim()} of JavaScript removes. */
  private static final String BLANKS =
      "\t\n\u000B\f\r \u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
          + "\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";

  @Test
  void blanks_at_the_ends_are_removed_and_those_within_kept() {
    for (int i = 0; i < BLANKS.length(); i++) {
      char blank = BLANKS.charAt(i);
      assertThat(Ids.trim(blank + "u" + blank + "v" + blank + blank)).isEqualTo("u" + blank + "v");
    }
    assertThat(Ids.trim(BLANKS)).isEmpty();
    assertThat(Ids.trim("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u001C", "\u0085", "\u180E", "\u200B", "\u2060"})
  void what_javascript_does_not_trim_is_kept(String character) {
    assertThat(Ids.trim(character)).isEqualTo(character);
  }

  @Test
  void half_a_surrogate_pair_is_found() {
    assertThat(Ids.hasLoneSurrogate("plain 😀😀")).isFalse();
    assertThat(Ids.hasLoneSurrogate("😀\ud83d")).isTrue();
    assertThat(Ids.hasLoneSurrogate("\ud83d\ud83d\ude00")).isTrue();
    assertThat(Ids.hasLoneSurrogate("\ude00\ud83d")).isTrue();
  }
}

package dev.segmentnovu.ingest.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Scripts and styles without their comments. */
final class CommentsTest {

  @Test
  void comments_with_lines_of_their_own_become_empty_lines() {
    String script =
        """
        /** What it is. */
        import { a } from "./a.js";

        /**
         * What it does: `a // b`.
         *
         * @param {string} text
         */
        export function b(text) {
          // why
          return a(text); /* stays */
        }
        """;

    String bare = Comments.without(script);

    assertThat(bare)
        .isEqualTo(
            """

            import { a } from "./a.js";






            export function b(text) {

              return a(text); /* stays */
            }
            """);
    assertThat(bare.lines().count()).isEqualTo(script.lines().count());
  }

  @Test
  void what_only_looks_like_a_comment_stays() {
    String script =
        """
        const address = "http://localhost";
        const all = "/admin/*"; // stays too
        const pattern = /a*\\//;
        a { background: url(x); } /* stays */ b {}
        """;

    assertThat(Comments.without(script)).isEqualTo(script);
  }
}

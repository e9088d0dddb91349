package dev.segmentnovu.ingest.admin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Modules in one file. Browsers run the joined files of the console in the tests of its pages. */
final class JoinedModulesTest {

  @Test
  void a_page_has_one_file_and_all_that_is_shared_has_another() {
    Map<String, String> joined =
        JoinedModules.of(
            Map.of(
                "js/main.js",
                    "import \"./shell.js\";\nimport { a as first } from \"./a.js\";\nfirst();\n",
                "js/shell.js", "import { html } from \"lit\";\nhtml``;\n",
                "js/a.js", "export function a() {}\nexport const B = 1;\nconst own = 2;\n",
                "js/pages/users.js", "import {\n  part,\n} from \"./users/part.js\";\npart();\n",
                "js/pages/users/part.js",
                    "import { B } from \"../../a.js\";\nexport async function part() { return B; }\n"));

    assertThat(joined).containsOnlyKeys("js/main.js", "js/pages/users.js");
    assertThat(joined.get("js/main.js"))
        .isEqualTo(
            """
            import * as $lit from "lit";
            const $a = (() => {
            function a() {}
            const B = 1;
            const own = 2;
            return { a, B };
            })();
            const $shell = (() => {
            const { html } = $lit;
            html``;
            return {  };
            })();
            const $main = (() => {
            const { a: first } = $a;
            first();
            return {  };
            })();
            export { $a, $shell, $main };
            """);
    assertThat(joined.get("js/pages/users.js"))
        .isEqualTo(
            """
            import { $a } from "../main.js";
            const $pages_users_part = (() => {
            const { B } = $a;
            async function part() { return B; }
            return { part };
            })();
            const $pages_users = (() => {
            const {
              part,
            } = $pages_users_part;
            part();
            return {  };
            })();
            """);
  }

  @Test
  void modules_of_another_form_are_refused() {
    refuses(Map.of("js/a.js", "import { b } from \"./b.js\";\n"), "There is no module js/b.js");
    refuses(
        Map.of("js/a.js", "import \"./b.js\";\n", "js/b.js", "import \"./a.js\";\n"),
        "js/a.js imports itself, through [js/a.js, js/b.js]");
    refuses(
        Map.of("js/pages/a.js", "import \"./b/c.js\";\n", "js/pages/b/c.js", ""),
        "js/pages/a.js imports js/pages/b/c.js of another page");
    refuses(Map.of("js/a.js", "import b from \"b\";\n"), "js/a.js has an import or an export");
    refuses(Map.of("js/a.js", "export default 1;\n"), "js/a.js has an import or an export");
  }

  private static void refuses(Map<String, String> modules, String message) {
    assertThatThrownBy(() -> JoinedModules.of(modules))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }
}

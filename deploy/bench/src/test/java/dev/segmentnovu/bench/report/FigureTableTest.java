package dev.segmentnovu.bench.report;

import static dev.segmentnovu.bench.report.FigureTable.figure;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class FigureTableTest {

  @Test
  void labels_are_aligned_left_and_figures_right() {
    var text = new StringWriter();
    var table = new FigureTable("", "events/s", "", "worker");
    table.row("single", figure(12_345.6, 0), "steady", figure(1.25, 1));
    table.row("b", figure(7), "idle", "");

    table.print(new PrintWriter(text, true));

    assertThat(text.toString().lines().map(String::stripTrailing))
        .containsExactly(
            "        events/s          worker", //
            "single     12346  steady     1.3",
            "b              7  idle");
  }
}

/** What Prometheus and Grafana see: metrics, rules, the dashboard, and their documentation. */
@NullMarked
package dev.segmentnovu.e2e.monitoring;

import org.jspecify.annotations.NullMarked;

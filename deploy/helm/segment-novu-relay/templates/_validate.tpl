{{/* Mistakes that a schema cannot see, or would not explain. */}}
{{- define "relay.validate" -}}
{{- $values := .Values }}
{{- if and (not $values.existingSecret) (not $values.secret) }}
{{- fail "existingSecret is empty, and so is secret: the relay needs REDIS_URL, RELAY_ADMIN_TOKEN and NOVU_API_KEY. Name a Secret with these keys in existingSecret" }}
{{- end }}
{{- if $values.secret }}
{{- range $name, $from := $values.secretEnv }}
{{- if and $from (not $from.secret) (not $from.optional) (not (hasKey $values.secret (default $name $from.key))) }}
{{- fail (printf "secret has no %s, which secretEnv.%s refers to. Add it, or set secretEnv.%s to null" (default $name $from.key) $name $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and $values.config $values.existingConfigMap }}
{{- fail "config and existingConfigMap are both set. Keep one: the chart makes a ConfigMap of config" }}
{{- end }}
{{- range $section, $keys := dict "ingest" (list "host" "port" "tls") "admin" (list "host" "port" "hosts" "tls") "ops" (list "host" "port" "tls") }}
{{- range $key := $keys }}
{{- if hasKey (default (dict) (get $values.config $section)) $key }}
{{- fail (printf "config.%s.%s: the chart sets hosts, ports and certificates itself. Remove it, and see service, adminService, adminHosts and tls in the README" $section $key) }}
{{- end }}
{{- end }}
{{- end }}
{{- if hasKey $values.config "tls" }}
{{- fail "config.tls: name a Secret with the certificate in tls.existingSecret" }}
{{- end }}
{{- range $place, $env := dict "env" $values.env "ingest.env" $values.ingest.env "worker.env" $values.worker.env }}
{{- range $name, $value := $env }}
{{- if get $values.secretEnv $name }}
{{- fail (printf "%s.%s: secretEnv sets this variable already. Keep one of them; null removes it from secretEnv" $place $name) }}
{{- end }}
{{- if regexMatch "^RELAY_(CONFIG|ADMIN_HOSTS|(HTTP_|ADMIN_|OPS_)?(HOST|PORT|TLS_CERT|TLS_KEY))$" $name }}
{{- fail (printf "%s.%s: the chart sets the file, hosts, ports and certificates itself. Remove it" $place $name) }}
{{- end }}
{{- end }}
{{- end }}
{{- if and (eq $values.worker.autoscaling.type "keda") (not $values.worker.autoscaling.keda.serverAddress) }}
{{- fail "worker.autoscaling.type is keda, and worker.autoscaling.keda.serverAddress is empty: KEDA reads relay_desired_replicas from Prometheus. Name its address" }}
{{- end }}
{{- range $role, $scaling := dict "ingest" $values.ingest.autoscaling "worker" $values.worker.autoscaling }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail (printf "%s.autoscaling.minReplicas is above maxReplicas" $role) }}
{{- end }}
{{- end }}
{{- if lt (int $values.ingest.terminationGracePeriodSeconds) (add (int $values.ingest.preStopSeconds) 10) }}
{{- fail "ingest.terminationGracePeriodSeconds must be at least ingest.preStopSeconds and 10 s: ingest answers its requests in up to 8 s" }}
{{- end }}
{{- if and $values.ingress.enabled (not $values.ingress.host) }}
{{- fail "ingress.enabled is true, and ingress.host is empty: name the host to which Segment sends" }}
{{- end }}
{{- end }}

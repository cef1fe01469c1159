# Denials by bucket, code, message and requester, requests and denials by bucket, addresses of the denials.
# Only lines with " 403 " are taken apart: fields 14 and 17 may be quoted and hold spaces.
{ requests[$2]++ }
/ 403 / {
  i = 14
  if (substr($i, 1, 1) == "\"") while (substr($i, length($i)) != "\"") i++
  if ($(i + 1) != "403") next
  code = $(i + 2)
  i += 3
  message = $i
  if (substr(message, 1, 1) == "\"") {
    while (substr($i, length($i)) != "\"") message = message " " $(++i)
    message = substr(message, 2, length(message) - 2)
  }
  who = $(i + 7)
  if (who == "-") who = $8 == "-" ? "anonymous" : "key:" $8
  groups[$2 "\t" code "\t" message "\t" who]++
  denials[$2]++
  if (!($7 in seen)) { seen[$7]; addresses++ }
}
END {
  for (bucket in requests) print "B\t" bucket "\t" requests[bucket] "\t" denials[bucket] + 0
  for (group in groups) print "G\t" group "\t" groups[group]
  print "A\t" addresses + 0
}

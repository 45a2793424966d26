# The block comment that a program's source opens with, without the comment's marks: what `help NAME` prints.
s|^/\* *||
/\*\//{
    s| *\*/.*$||
    s|^ \* \{0,1\}||
    q
}
s|^ \* \{0,1\}||

# The block comment that a program's source opens with, without the comment's marks: what `help NAME` prints.
1,/\*\//{
    s|^/\* *||
    s| *\*/ *$||
    s|^ \* \{0,1\}||
    p
}
d
